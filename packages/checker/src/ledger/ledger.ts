// The ledger of a run: the number of tasks in each column, and the lost tasks with their causes.
import { type Ledger, LossCause } from "@fairhare/results";
import { type Checker, oncePerHistory } from "../checker.ts";
import { Attempt } from "../history/tasks/attempt-table.ts";
import type { DeadLetterTable } from "../history/tasks/dead-letters.ts";
import { isReturned, Work, type WorkTable } from "../history/tasks/work-table.ts";
import { duplicatesOf } from "./duplicates.ts";
import { causeOfLoss } from "./loss-cause.ts";
import { evidenceByQueue, type LossEvidence, lossEvidenceOf, shiftedBy } from "./loss-evidence.ts";
import { Outcome, outcomesOf } from "./outcome.ts";

export interface Loss {
  readonly task: number;
  readonly cause: LossCause;
}

/** Most losses and duplicates that results.json lists; the run directory has the complete list of losses. */
const LISTED = 100;

export interface LedgerAndLosses {
  readonly ledger: Ledger;
  /** All losses; the ledger lists the first 100. */
  readonly losses: readonly Loss[];
  /** Lost tasks, and duplicates, whose cause is unknown because the clocks of the hosts do not give the order of its events. */
  readonly unordered: { readonly losses: number; readonly duplicates: number };
}

export const ledgerOf: Checker<LedgerAndLosses> = oncePerHistory((history, settings) => {
  const { attempts, executions } = history;
  const outcomes = outcomesOf(history, settings);
  const causeOf = orderedCauses(history, settings);
  const duplicates = duplicatesOf(history, settings);
  const columns = new Float64Array(Object.keys(Outcome).length);
  const losses: Loss[] = [];
  let confirmed = 0;
  let unordered = 0;
  for (let task = 1; task < outcomes.length; task++) {
    const outcome = outcomes[task] ?? Outcome.none;
    columns[outcome] = (columns[outcome] ?? 0) + 1;
    if (attempts.table.is(task, Attempt.confirmed)) confirmed++;
    if (outcome !== Outcome.lost) continue;
    const cause = causeOf(task);
    if (cause === undefined) unordered++;
    losses.push({ task, cause: cause ?? LossCause.unknown });
  }
  const column = (outcome: Outcome): number => columns[outcome] ?? 0;
  const ledger: Ledger = {
    attempted: attempts.table.count,
    confirmed,
    nacked: column(Outcome.nacked),
    returned: column(Outcome.returned),
    unknown: column(Outcome.unknown) + column(Outcome.unread),
    unknownUnread: column(Outcome.unread),
    delivered: executions.delivered,
    redelivered: executions.redelivered,
    completed: column(Outcome.completed),
    duplicated: executions.duplicated,
    lost: column(Outcome.lost),
    lostUnconfirmed: settings.trial.confirmWindow > 0 ? 0 : column(Outcome.lost),
    unexpected: executions.unexpected,
    foreignDelivered: executions.foreignDelivered,
    foreignCompleted: executions.foreignCompletedAt.length,
    deadLettered: column(Outcome.deadLettered),
    dropped: column(Outcome.dropped),
    remaining: column(Outcome.remaining),
    failed: executions.failed,
    retried: executions.delayed,
    crashed: [...executions.crashes.values()].reduce((sum, count) => sum + count, 0),
    deadLettersByReason: byReason(outcomes, history.deadLetters),
    givenBack: requeuedTasks(outcomes, executions.table),
    losses: losses.slice(0, LISTED),
    lossesByCause: byCause(losses, executions.table),
    duplicates: duplicates.slice(0, LISTED).map(({ task, cause, completions }) => ({ task, cause, completions })),
    duplicatesByCause: countCauses(duplicates),
  };
  return {
    ledger,
    losses,
    unordered: { losses: unordered, duplicates: duplicates.filter(({ isUnordered }) => isUnordered).length },
  };
});

/** The cause of a loss; undefined if it depends on an order of events that the clocks of the hosts do not give. */
function orderedCauses(
  ...[history, settings]: Parameters<typeof lossEvidenceOf>
): (task: number) => LossCause | undefined {
  const evidenceOf = evidenceByQueue(lossEvidenceOf(history, settings), history, settings.trial);
  const { largest } = history.clocks;
  const { table } = history.executions;
  if (largest === 0) return (task) => causeOfLoss(task, evidenceOf(task));
  const shifted = new Map<LossEvidence, readonly LossEvidence[]>();
  return (task) => {
    const evidence = evidenceOf(task);
    const others = shifted.get(evidence) ?? [-largest, largest].map((by) => shiftedBy(by, evidence));
    shifted.set(evidence, others);
    const cause = causeOfLoss(task, evidence);
    const isSame = others.every((other) => causeOfLoss(task, other) === cause);
    return isSame && !table.is(task, Work.unordered) ? cause : undefined;
  };
}

/** The most frequent reason first. */
function byReason(outcomes: Uint8Array, deadLetters: DeadLetterTable): Ledger["deadLettersByReason"] {
  const counts = new Map<string, number>();
  for (let task = 1; task < outcomes.length; task++) {
    if (outcomes[task] !== Outcome.deadLettered) continue;
    const reason = deadLetters.reason(task);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, tasks]) => ({ reason, tasks })).toSorted((a, b) => b.tasks - a.tasks);
}

/** Remaining tasks whose handler failed and requeued them, or sent them to the retry queue. */
function requeuedTasks(outcomes: Uint8Array, table: WorkTable): Ledger["givenBack"] {
  const tasks: Ledger["givenBack"] = [];
  for (let task = 1; task < outcomes.length && tasks.length < LISTED; task++) {
    if (outcomes[task] === Outcome.remaining && isReturned(table, task))
      tasks.push({ task, failures: table.failures[task] ?? 0 });
  }
  return tasks;
}

/** The most frequent cause first, with the slots that received the tasks last. */
function byCause(losses: readonly Loss[], table: WorkTable): Ledger["lossesByCause"] {
  const holders = new Map<string, Set<number>>();
  for (const { task, cause } of losses) {
    if (!table.is(task, Work.delivered)) continue;
    holders.set(cause, (holders.get(cause) ?? new Set()).add(table.lastSlot[task] ?? 0));
  }
  return countCauses(losses).map((counted) => ({
    ...counted,
    workers: [...(holders.get(counted.cause) ?? [])].toSorted((a, b) => a - b),
  }));
}

function countCauses(items: readonly { readonly cause: string }[]): { cause: string; tasks: number }[] {
  const counts = new Map<string, number>();
  for (const { cause } of items) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return [...counts].map(([cause, tasks]) => ({ cause, tasks })).toSorted((a, b) => b.tasks - a.tasks);
}
