// One row per attempted task of a run, for exports: its times, its worker, its outcome and its cause.
import { EventKind, type ShardReader } from "@fairhare/protocol";
import type { CheckSettings } from "./checker.ts";
import { Attempt, type AttemptTable } from "./history/tasks/attempt-table.ts";
import { type History, readHistory } from "./history/history.ts";
import type { NamedShard } from "./history/open-shards.ts";
import { measurementPhase } from "./history/orchestrator-log.ts";
import { Work } from "./history/tasks/work-table.ts";
import { ledgerOf } from "./ledger/ledger.ts";
import { Outcome, outcomesOf } from "./ledger/outcome.ts";

/** Times are milliseconds since the start of the measurement; null for an event that did not happen. */
export interface TaskRow {
  readonly task: number;
  readonly producer: number | null;
  /** The slot that completed the task first, else the one that received it last. */
  readonly worker: number | null;
  /** Column of the ledger. */
  readonly outcome: string;
  /** Of a loss; of a dead-lettered task, the broker's reason; `history-unread` if records of its end were not read. */
  readonly cause: string | null;
  readonly heavy: boolean;
  readonly costMs: number;
  readonly intendedMs: number | null;
  /** First attempt. */
  readonly publishedMs: number;
  readonly confirmedMs: number | null;
  /** First delivery. */
  readonly deliveredMs: number | null;
  /** First completion. */
  readonly completedMs: number | null;
  readonly redeliveries: number;
  readonly failures: number;
  /** Completed more than once. */
  readonly duplicated: boolean;
}

export const TASK_COLUMNS = [
  "task",
  "producer",
  "worker",
  "outcome",
  "cause",
  "heavy",
  "costMs",
  "intendedMs",
  "publishedMs",
  "confirmedMs",
  "deliveredMs",
  "completedMs",
  "redeliveries",
  "failures",
  "duplicated",
] as const satisfies (keyof TaskRow)[];

const OUTCOME_NAMES = new Map<number, string>(
  Object.entries(Outcome).map(([name, code]) => [code, name === "unread" ? "unknown" : name]),
);
const HISTORY_UNREAD = "history-unread";

export function* taskRows(shards: readonly NamedShard[], settings: CheckSettings): Generator<TaskRow> {
  const history = readHistory(shards, settings.trial);
  const outcomes = outcomesOf(history, settings);
  const causes = new Map(ledgerOf(history, settings).losses.map(({ task, cause }) => [task, cause]));
  const { table: attempts } = history.attempts;
  const { table: work } = history.executions;
  const confirmedAt = confirmTimes(history.shards.producers, attempts);
  const began = measurementPhase(history.log, settings.trial) ?? 0;
  const since = (at: number | undefined): number | null => (at === undefined || at === 0 ? null : (at - began) / 1e6);
  const causeOf = (task: number, outcome: number): string | null => {
    if (outcome === Outcome.deadLettered) return deadLetterReason(task, history);
    return outcome === Outcome.unread ? HISTORY_UNREAD : (causes.get(task) ?? null);
  };
  for (let task = 1; task <= attempts.last; task++) {
    const outcome = outcomes[task] ?? Outcome.none;
    if (outcome === Outcome.none) continue;
    const isDelivered = work.is(task, Work.delivered);
    const isCompleted = work.is(task, Work.completed);
    yield {
      task,
      producer: history.shards.producers[attempts.shard[task] ?? 0]?.header.process ?? null,
      worker: workerOf(task, history),
      outcome: OUTCOME_NAMES.get(outcome) ?? "unknown",
      cause: causeOf(task, outcome),
      heavy: attempts.is(task, Attempt.heavy),
      costMs: (attempts.costMicros[task] ?? 0) / 1e3,
      intendedMs: since(attempts.intendedAt[task]),
      publishedMs: (attempts.attemptedAt(task) - began) / 1e6,
      confirmedMs: since(confirmedAt[task]),
      deliveredMs: isDelivered ? since(work.firstDeliveredAt[task]) : null,
      completedMs: isCompleted ? since(work.firstCompletedAt[task]) : null,
      redeliveries: work.redeliveries[task] ?? 0,
      failures: work.failures[task] ?? 0,
      duplicated: work.is(task, Work.repeated),
    };
  }
}

function workerOf(task: number, { executions: { table } }: History): number | null {
  if (table.is(task, Work.completed)) return table.firstCompletedSlot[task] ?? null;
  return table.is(task, Work.delivered) ? (table.lastSlot[task] ?? null) : null;
}

const deadLetterReason = (task: number, { deadLetters }: History): string | null =>
  deadLetters.has(task) ? deadLetters.reason(task) : null;

/** By task: nanoseconds of the first confirm; 0 without one. */
function confirmTimes(producers: readonly ShardReader[], attempts: AttemptTable): Float64Array {
  const times = new Float64Array(attempts.last + 1);
  for (const shard of producers) {
    shard.rewind();
    while (shard.next())
      if (shard.kind === EventKind.confirmed && attempts.has(shard.task)) times[shard.task] ||= shard.at;
  }
  return times;
}
