// The priority of each message, and of the consumer of each slot. A pure function of the settings, so that a restarted
// producer publishes the same priorities, and the checker knows them without a record.
import { assertNever, hashedUniform } from "@fairhare/core";
import type { ClientArguments } from "../queues/client-arguments.ts";
import { indexAt, totalWeight } from "./sizes.ts";
import type { PriorityMix, TrialSettings } from "../settings.ts";

type PrioritySettings = Pick<TrialSettings, "priority" | "seed">;
type ConsumerSettings = Pick<TrialSettings, "consumerPriorities">;

/** Independent of the streams of sizes, bodies and start delays. */
const PRIORITY_STREAM = 7;

export const CONSUMER_PRIORITY = "x-priority";
export const MAX_PRIORITY = "x-max-priority";

/** The priority of a task; null if the messages have none. */
export function createPriorities({ priority, seed }: PrioritySettings): ((task: number) => number) | null {
  if (priority === null) return null;
  if (typeof priority === "number") return () => priority;
  switch (priority.kind) {
    case "uniform": {
      const { least, most } = priority;
      const count = most - least + 1;
      return (task) => least + Math.min(count - 1, Math.floor(hashedUniform(seed, task, PRIORITY_STREAM) * count));
    }
    case "weighted": {
      const { levels } = priority;
      const total = totalWeight(levels);
      return (task) => levels[indexAt(levels, hashedUniform(seed, task, PRIORITY_STREAM) * total)]?.priority ?? 0;
    }
    default:
      return assertNever(priority);
  }
}

/** Whether messages have different priorities, so that the broker may deliver a later one first. */
export const hasMixedPriorities = ({ priority }: Pick<TrialSettings, "priority">): boolean =>
  priority !== null && typeof priority !== "number" && lowestPriority(priority) < highestPriority(priority);

/** Whether a message of the trial may have this priority. */
export function mayHavePriority({ priority }: Pick<TrialSettings, "priority">, level: number): boolean {
  if (priority === null || typeof priority === "number") return priority === level;
  return priority.kind === "uniform"
    ? level >= priority.least && level <= priority.most
    : priority.levels.some((one) => one.priority === level);
}

export const highestPriority = (priority: number | PriorityMix): number => Math.max(...extremesOf(priority));

const lowestPriority = (priority: number | PriorityMix): number => Math.min(...extremesOf(priority));

function extremesOf(priority: number | PriorityMix): readonly number[] {
  if (typeof priority === "number") return [priority];
  return priority.kind === "uniform" ? [priority.least, priority.most] : priority.levels.map((level) => level.priority);
}

/** The list repeats over the slots, which count from 1. */
export const consumerPriorityOfSlot = ({ consumerPriorities }: ConsumerSettings, slot: number): number =>
  consumerPriorities[(slot - 1) % consumerPriorities.length] ?? 0;

/** The arguments with which a slot registers its consumer. A priority of 0 is RabbitMQ's default, and is left out. */
export function consumerArgumentsOf(
  settings: ConsumerSettings & Pick<TrialSettings, "consumerArguments">,
  slot: number,
): ClientArguments {
  const priority = consumerPriorityOfSlot(settings, slot);
  return priority === 0 ? settings.consumerArguments : { ...settings.consumerArguments, [CONSUMER_PRIORITY]: priority };
}

/**
 * Whether the broker prefers some of the workers, so that equal shares are not expected. `settings` may come from results
 * of an earlier version, which have no consumer priorities.
 */
export function prefersWorkers(settings: {
  readonly workers?: unknown;
  readonly consumerPriorities?: unknown;
}): boolean {
  const { workers, consumerPriorities } = settings;
  if (!Array.isArray(consumerPriorities) || typeof workers !== "number") return false;
  return new Set(consumerPriorities.slice(0, Math.max(1, workers))).size > 1;
}
