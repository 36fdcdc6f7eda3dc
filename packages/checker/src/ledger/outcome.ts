// In which column of the ledger each attempted task ends: exactly one, decided from what was recorded of it.
import { Attempt, type AttemptTable } from "../history/attempt-table.ts";
import { Work, type WorkTable } from "../history/work-table.ts";

/** `none`: never attempted. */
export const Outcome = {
  none: 0,
  completed: 1,
  lost: 2,
  nacked: 3,
  returned: 4,
  unknown: 5,
  deadLettered: 6,
  dropped: 7,
  remaining: 8,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

export interface OutcomeRules {
  /** Publisher confirms were on: only they say what the broker took. */
  readonly confirms: boolean;
  /** The run ended with everything accounted for, so what is missing is missing for good. */
  readonly drained: boolean;
}

export function decideOutcomes(attempts: AttemptTable, work: WorkTable, rules: OutcomeRules): Uint8Array {
  const outcomes = new Uint8Array(attempts.last + 1);
  for (let task = 1; task <= attempts.last; task++) {
    outcomes[task] = outcomeOf(attempts.flags[task] ?? 0, work.flags[task] ?? 0, rules);
  }
  return outcomes;
}

/** The strongest evidence first. RabbitMQ confirms a returned message too, so a return outweighs its confirm. */
function outcomeOf(attempt: number, work: number, { confirms, drained }: OutcomeRules): Outcome {
  if ((attempt & Attempt.attempted) === 0) return Outcome.none;
  if ((work & Work.completed) !== 0) return Outcome.completed;
  if ((work & Work.deadLettered) !== 0) return Outcome.deadLettered;
  if ((work & Work.dropped) !== 0) return Outcome.dropped;
  if ((attempt & Attempt.returned) !== 0) return Outcome.returned;
  if ((attempt & Attempt.nacked) !== 0) return Outcome.nacked;
  if ((attempt & (confirms ? Attempt.confirmed : Attempt.handed)) === 0) return Outcome.unknown;
  return drained ? Outcome.lost : Outcome.remaining;
}
