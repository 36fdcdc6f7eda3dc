// In which column of the ledger each attempted task ends: exactly one, decided from what was recorded of it.
import { type Checker, oncePerHistory } from "../checker.ts";
import { Attempt } from "../history/attempt-table.ts";
import { Work } from "../history/work-table.ts";

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

/** By task; 0 is not a task. */
export const outcomesOf: Checker<Uint8Array> = oncePerHistory((history, { trial }) => {
  const { deadLetters, queueEnd } = history;
  const { table: attempts } = history.attempts;
  const { table: work } = history.executions;
  const { ack } = trial;
  const outcomes = new Uint8Array(attempts.last + 1);
  const rules = {
    // Only publisher confirms say what the broker accepted.
    accepted: trial.confirmWindow > 0 ? Attempt.confirmed : Attempt.handed,
    // What is missing then is missing for good.
    isEndProven: history.isDrained && queueEnd.isProven,
  };
  /** Tasks that may be in the queue: what was acknowledged on delivery has left it for good. */
  const mayBeLeft: number[] = [];
  let completed = 0;
  for (let task = 1; task <= attempts.last; task++) {
    const arrived = deadLetters.has(task) ? ARRIVED : 0;
    const outcome = outcomeOf(attempts.flags[task] ?? 0, (work.flags[task] ?? 0) | arrived, rules);
    outcomes[task] = outcome;
    if (outcome === Outcome.completed) completed++;
    if (outcome === Outcome.lost && !(ack === "auto" && work.is(task, Work.delivered))) mayBeLeft.push(task);
  }
  // What went back to the queue is not lost but in it, as far as it did hold so many at the end: first what its handler
  // gave back, then what was seen last, and what was never delivered only when that is all there is.
  const isRequeued = (task: number): number => Number(work.is(task, Work.requeued));
  const seenAt = (task: number): number => (work.is(task, Work.delivered) ? (work.lastDeliveredAt[task] ?? 0) : 0);
  const byLikelihood = (a: number, b: number): number => isRequeued(b) - isRequeued(a) || seenAt(b) - seenAt(a);
  // Of a worker that forgets to acknowledge, all comes back: what is done as well.
  const left = Math.max(0, queueEnd.left - (ack === "forget" ? completed : 0));
  if (left > 0) for (const task of mayBeLeft.toSorted(byLikelihood).slice(0, left)) outcomes[task] = Outcome.remaining;
  return outcomes;
});

interface OutcomeRules {
  /** The flag of an attempt that the broker has accepted. */
  readonly accepted: number;
  /** Nothing was left in the queue or in a worker's hands. */
  readonly isEndProven: boolean;
}

/** A bit beside those of `Work`: a dead letter of the task arrived. */
const ARRIVED = 256;

/** The strongest evidence first. RabbitMQ confirms a returned message too, so a return outweighs its confirm. */
function outcomeOf(attempt: number, work: number, { accepted, isEndProven }: OutcomeRules): Outcome {
  if ((attempt & Attempt.attempted) === 0) return Outcome.none;
  if ((work & Work.completed) !== 0) return Outcome.completed;
  if ((work & ARRIVED) !== 0) return Outcome.deadLettered;
  if ((work & Work.dropped) !== 0) return Outcome.dropped;
  if ((attempt & Attempt.returned) !== 0) return Outcome.returned;
  if ((attempt & Attempt.nacked) !== 0) return Outcome.nacked;
  if ((attempt & accepted) === 0) return Outcome.unknown;
  return isEndProven ? Outcome.lost : Outcome.remaining;
}
