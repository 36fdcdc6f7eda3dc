// The books of a run: how many tasks ended in each column, and the list of the lost with their causes.
import { Attempt } from "../history/attempt-table.ts";
import type { Ledger } from "../results/schema.ts";
import { causeOfLoss, type LossEvidence } from "./loss-cause.ts";
import { Outcome } from "./outcome.ts";

export interface Loss {
  readonly task: number;
  readonly cause: string;
}

/** How many losses results.json lists; the whole list goes into the run directory. */
const LISTED_LOSSES = 100;

export function keepLedger(outcomes: Uint8Array, evidence: LossEvidence): { ledger: Ledger; losses: Loss[] } {
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
    losses: losses.slice(0, LISTED_LOSSES),
  };
  return { ledger, losses };
}

/** True when every attempted task is in exactly one column; anything else is a fault of this program. */
export function addsUp(ledger: Ledger): boolean {
  const { completed, lost, nacked, returned, unknown, deadLettered, dropped, remaining } = ledger;
  return ledger.attempted === completed + lost + nacked + returned + unknown + deadLettered + dropped + remaining;
}
