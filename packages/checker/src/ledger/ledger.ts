// The books of a run: how many tasks ended in each column, and the list of the lost with their causes.
import { Attempt } from "../history/attempt-table.ts";
import type { DeadLetterTable } from "../history/dead-letters.ts";
import type { Ledger, LossCause } from "@fairhare/results";
import { Work } from "../history/work-table.ts";
import type { Duplicate } from "./duplicates.ts";
import { causeOfLoss, type LossEvidence } from "./loss-cause.ts";
import { Outcome } from "./outcome.ts";

export interface Loss {
  readonly task: number;
  readonly cause: LossCause;
}

/** How many losses and duplicates results.json lists; the whole list of losses goes into the run directory. */
const LISTED = 100;

export interface BookEvidence extends LossEvidence {
  readonly deadLetters: DeadLetterTable;
}

export function keepLedger(
  outcomes: Uint8Array,
  evidence: BookEvidence,
  duplicates: readonly Duplicate[],
): { ledger: Ledger; losses: Loss[] } {
  const { attempts, executions, settings } = evidence;
  const columns = new Float64Array(Object.keys(Outcome).length);
  const losses: Loss[] = [];
  let confirmed = 0;
  for (let task = 1; task < outcomes.length; task++) {
    const outcome = outcomes[task] ?? Outcome.none;
    columns[outcome] = (columns[outcome] ?? 0) + 1;
    if (attempts.table.is(task, Attempt.confirmed)) confirmed++;
    if (outcome === Outcome.lost) losses.push({ task, cause: causeOfLoss(task, evidence) });
  }
  const column = (outcome: Outcome): number => columns[outcome] ?? 0;
  const ledger: Ledger = {
    attempted: attempts.table.count,
    confirmed,
    nacked: column(Outcome.nacked),
    returned: column(Outcome.returned),
    unknown: column(Outcome.unknown),
    delivered: executions.delivered,
    redelivered: executions.redelivered,
    completed: column(Outcome.completed),
    duplicated: executions.duplicated,
    lost: column(Outcome.lost),
    lostUnconfirmed: settings.confirmWindow > 0 ? 0 : column(Outcome.lost),
    unexpected: executions.unexpected,
    deadLettered: column(Outcome.deadLettered),
    dropped: column(Outcome.dropped),
    remaining: column(Outcome.remaining),
    failed: executions.failed,
    deadLettersByReason: byReason(outcomes, evidence),
    givenBack: givenBack(outcomes, evidence),
    losses: losses.slice(0, LISTED),
    lossesByCause: byCause(losses, evidence),
    duplicates: duplicates.slice(0, LISTED),
    duplicatesByCause: countCauses(duplicates),
  };
  return { ledger, losses };
}

/** The most frequent first. */
function byReason(outcomes: Uint8Array, { deadLetters }: BookEvidence): Ledger["deadLettersByReason"] {
  const counts = new Map<string, number>();
  for (let task = 1; task < outcomes.length; task++) {
    if (outcomes[task] !== Outcome.deadLettered) continue;
    const reason = deadLetters.reason(task);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, tasks]) => ({ reason, tasks })).toSorted((a, b) => b.tasks - a.tasks);
}

/** Of the remaining. */
function givenBack(outcomes: Uint8Array, { executions: { table } }: BookEvidence): Ledger["givenBack"] {
  const tasks: Ledger["givenBack"] = [];
  for (let task = 1; task < outcomes.length && tasks.length < LISTED; task++) {
    if (outcomes[task] === Outcome.remaining && table.is(task, Work.givenBack))
      tasks.push({ task, failures: table.failures[task] ?? 0 });
  }
  return tasks;
}

/** The most frequent cause first, with the slots that had the tasks last. */
function byCause(losses: readonly Loss[], { executions: { table } }: LossEvidence): Ledger["lossesByCause"] {
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

/** True when every attempted task is in exactly one column; anything else is a fault of this program. */
export function addsUp(ledger: Ledger): boolean {
  const { completed, lost, nacked, returned, unknown, deadLettered, dropped, remaining } = ledger;
  return ledger.attempted === completed + lost + nacked + returned + unknown + deadLettered + dropped + remaining;
}
