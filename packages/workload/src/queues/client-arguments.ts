// Arguments that the user adds to the declaration of the queue and to the registration of consumers, and what the rest
// of Fairhare must know about them.

export type ArgumentValue = string | number | boolean;
/** By name, such as `x-max-priority`. */
export type ClientArguments = Readonly<Record<string, ArgumentValue>>;

export const SINGLE_ACTIVE_CONSUMER = "x-single-active-consumer";

/**
 * Whether the broker delivers to one consumer at a time, so that the work is not shared. `settings` may come from results
 * of an earlier version, which have no arguments.
 */
export function hasOneActiveWorker({ queueArguments }: { readonly queueArguments?: unknown }): boolean {
  return (
    typeof queueArguments === "object" &&
    queueArguments !== null &&
    Reflect.get(queueArguments, SINGLE_ACTIVE_CONSUMER) === true
  );
}
