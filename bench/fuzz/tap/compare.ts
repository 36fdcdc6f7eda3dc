// Compares the two results of one run: from the shards of its processes, and from the shards of its taps.
import { checkRun, type NamedShard } from "@fairhare/checker";
import { parseShardName, Role } from "@fairhare/protocol";
import type { RunResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";

export interface TwoResults {
  readonly own: RunResult;
  readonly tapped: RunResult;
}

/** Both by the same checker. Only the orchestrator can record what it did, so its shards are in both. */
export function bothResults(
  own: readonly NamedShard[],
  tapped: readonly NamedShard[],
  settings: TrialSettings,
  brokerVersion: string,
): TwoResults {
  const check = (shards: readonly NamedShard[]): RunResult =>
    checkRun({ settings, run: 1, shards, directory: null, brokerVersion }).result;
  const ofOrchestrator = own.filter(({ name }) => {
    const role = parseShardName(name)?.role;
    return role === Role.orchestrator || role === Role.deadLetters;
  });
  return { own: check(own), tapped: check([...ofOrchestrator, ...tapped]) };
}

/** One line for each column that differs: of the ledger, and of the table of workers. */
export function differences({ own, tapped }: TwoResults): string[] {
  return differing(columnsOf(own), columnsOf(tapped));
}

/**
 * The same for a run in which workers were killed. A killed worker never read the deliveries that were still in its socket,
 * and it may have been killed between the record of a completion and its ack: only its own shard has that completion.
 */
export function contradictions({ own, tapped }: TwoResults): string[] {
  const lines = differing(comparableAfterKills(own), comparableAfterKills(tapped));
  const atLeast = (column: "delivered" | "duplicated", less: RunResult, more: RunResult): void => {
    if (less.ledger[column] > more.ledger[column])
      lines.push(`${column}: ${less.ledger[column]} must not be above ${more.ledger[column]}`);
  };
  atLeast("delivered", own, tapped);
  atLeast("duplicated", tapped, own);
  return lines;
}

function comparableAfterKills({ ledger }: RunResult): Record<string, unknown> {
  const { attempted, confirmed, nacked, returned, unknown, completed, lost, deadLettered, dropped, remaining } = ledger;
  return { attempted, confirmed, nacked, returned, unknown, completed, lost, deadLettered, dropped, remaining };
}

function columnsOf({ ledger, workers }: RunResult): Record<string, unknown> {
  const table = workers.map(({ slot, incarnations, tasks, redelivered, duplicated }) => {
    return { slot, incarnations, tasks, redelivered, duplicated };
  });
  return { ...ledger, workers: table };
}

function differing(own: Record<string, unknown>, tapped: Record<string, unknown>): string[] {
  return Object.keys(own).flatMap((column) => {
    const [left, right] = [JSON.stringify(own[column]), JSON.stringify(tapped[column])];
    return left === right ? [] : [`${column}: ${left} by the processes, ${right} by the taps`];
  });
}
