// Resolves the options of the queue into its settings.
import { type ClientArguments, type QueueSettings, SINGLE_ACTIVE_CONSUMER } from "@fairhare/workload";
import type { ArgumentSpec } from "../options/argument-kind.ts";
import type { Cell } from "../options/given.ts";

export const queueSettingsOf = ({ queue, predeclared }: Cell): QueueSettings => ({
  name: queue?.value ?? null,
  predeclared: predeclared?.value ?? false,
});

/** The switch and the arguments of the queue, which the rules keep apart. */
export const queueArgumentsOf = (
  { singleActiveConsumer }: Cell,
  queueArguments: readonly ArgumentSpec[],
): ClientArguments => ({
  ...argumentsOf(queueArguments),
  ...(singleActiveConsumer?.value === true ? { [SINGLE_ACTIVE_CONSUMER]: true } : {}),
});

export const argumentsOf = (specs: readonly ArgumentSpec[]): ClientArguments =>
  Object.fromEntries(specs.map(({ name, value }) => [name, value]));
