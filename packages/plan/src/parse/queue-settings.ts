// Resolves the options of the queue into its settings.
import {
  type ClientArguments,
  highestPriority,
  MAX_PRIORITY,
  type QueueSettings,
  SINGLE_ACTIVE_CONSUMER,
} from "@fairhare/workload";
import type { ArgumentSpec } from "../options/kinds/argument-kind.ts";
import type { Cell } from "../options/given.ts";

export const queueSettingsOf = ({ queue, predeclared }: Cell): QueueSettings => ({
  name: queue?.value ?? null,
  predeclared: predeclared?.value ?? false,
});

/** The switch and the arguments of the queue, which the rules keep apart, and the levels that the priorities need. */
export const queueArgumentsOf = (cell: Cell, queueArguments: readonly ArgumentSpec[]): ClientArguments => ({
  ...levelsOf(cell),
  ...argumentsOf(queueArguments),
  ...(cell.singleActiveConsumer?.value === true ? { [SINGLE_ACTIVE_CONSUMER]: true } : {}),
});

/** A classic queue has priorities only with this argument; a quorum queue refuses it. */
function levelsOf({ priority, queueType, predeclared }: Cell): ClientArguments {
  const highest = priority === undefined ? 0 : highestPriority(priority.value);
  const isOurs = predeclared?.value !== true && queueType?.value === "classic";
  return isOurs && highest > 0 ? { [MAX_PRIORITY]: highest } : {};
}

export const argumentsOf = (specs: readonly ArgumentSpec[]): ClientArguments =>
  Object.fromEntries(specs.map(({ name, value }) => [name, value]));
