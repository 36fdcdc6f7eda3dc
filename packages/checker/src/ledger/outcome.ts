// In which column of the ledger each attempted task ends: exactly one, decided from what was recorded of it.
import { Attempt, type AttemptTable } from "../history/attempt-table.ts";
import type { DeadLetterTable } from "../history/dead-letters.ts";
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
  readonly deadLetters: DeadLetterTable;
  /** Messages that the queue held when all workers were gone. */
  readonly leftInQueue: number;
  /** Publisher confirms were on: only they say what the broker took. */
  readonly confirms: boolean;
  /** The run ended with everything accounted for, so what is missing is missing for good. */
  readonly drained: boolean;
}

export function decideOutcomes(attempts: AttemptTable, work: WorkTable, rules: OutcomeRules): Uint8Array {
  const outcomes = new Uint8Array(attempts.last + 1);
  const givenBack: number[] = [];
  for (let task = 1; task <= attempts.last; task++) {
    const outcome = rules.deadLetters.has(task)
      ? outcomeOf(attempts.flags[task] ?? 0, (work.flags[task] ?? 0) | ARRIVED, rules)
      : outcomeOf(attempts.flags[task] ?? 0, work.flags[task] ?? 0, rules);
    outcomes[task] = outcome;
    if (outcome === Outcome.lost && work.is(task, Work.givenBack)) givenBack.push(task);
  }
  // What a handler gives back each time is not lost but in the queue, as far as the queue did hold so many at the end:
  // those that were seen last.
  const seenLast = givenBack.toSorted((a, b) => (work.lastDeliveredAt[b] ?? 0) - (work.lastDeliveredAt[a] ?? 0));
  for (const task of seenLast.slice(0, rules.leftInQueue)) outcomes[task] = Outcome.remaining;
  return outcomes;
}

/** A bit beside those of `Work`: a dead letter of the task arrived. */
const ARRIVED = 256;

/** The strongest evidence first. RabbitMQ confirms a returned message too, so a return outweighs its confirm. */
function outcomeOf(attempt: number, work: number, { confirms, drained }: OutcomeRules): Outcome {
  if ((attempt & Attempt.attempted) === 0) return Outcome.none;
  if ((work & Work.completed) !== 0) return Outcome.completed;
  if ((work & ARRIVED) !== 0) return Outcome.deadLettered;
  if ((work & Work.dropped) !== 0) return Outcome.dropped;
  if ((attempt & Attempt.returned) !== 0) return Outcome.returned;
  if ((attempt & Attempt.nacked) !== 0) return Outcome.nacked;
  if ((attempt & (confirms ? Attempt.confirmed : Attempt.handed)) === 0) return Outcome.unknown;
  return drained ? Outcome.lost : Outcome.remaining;
}
