// The outcome of each attempted task: exactly one column of the ledger, decided from the records of the task.
import { queueOfTask } from "@fairhare/workload";
import { type Checker, oncePerHistory } from "../checker.ts";
import { foreignConsumers } from "../evidence/foreign-consumers.ts";
import { Attempt } from "../history/tasks/attempt-table.ts";
import type { History } from "../history/history.ts";
import { isReturned, Work } from "../history/tasks/work-table.ts";
import { mayEndUnread } from "./unread-ends.ts";

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
  /** Unknown as well, because records that may have its end were not read. */
  unread: 9,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Outcomes by task number; index 0 is not a task. */
export const outcomesOf: Checker<Uint8Array> = oncePerHistory((history, settings) => {
  const { trial, sources } = settings;
  const { deadLetters, queueEnd } = history;
  const { table: attempts } = history.attempts;
  const { table: work } = history.executions;
  const { ack } = trial;
  const outcomes = new Uint8Array(attempts.last + 1);
  const rules = {
    // Without publisher confirms, a publish that was handed to the socket counts as accepted.
    accepted: trial.confirmWindow > 0 ? Attempt.confirmed : Attempt.handed,
    // Without workers, the tasks are left to consumers that the run does not see.
    isEndProven:
      trial.workers > 0 && history.isDrained && queueEnd.isProven && foreignConsumers(history, settings) === 0,
    showsCompletions: sources.completed !== "none",
  };
  const isDoubtful = mayEndUnread(history, settings);
  const unreadAnswers = unreadAnswersOf(history);
  const { leftByQueue } = queueEnd;
  /** Without a reading of each queue, all of them count as one. */
  const queueOf = (task: number): number => (leftByQueue === null ? 1 : queueOfTask(task, trial));
  /** Missing tasks that may be in each queue. A task that the broker acknowledged on delivery cannot be. */
  const mayBeLeft = new Map<number, number[]>();
  /** Completed tasks of each queue. */
  const completed = new Map<number, number>();
  for (let task = 1; task <= attempts.last; task++) {
    const arrived = deadLetters.has(task) ? ARRIVED : 0;
    const outcome = outcomeOf(attempts.flags[task] ?? 0, (work.flags[task] ?? 0) | arrived, rules);
    outcomes[task] = outcome === Outcome.unknown && unreadAnswers(task) ? Outcome.unread : outcome;
    if (outcome === Outcome.completed) completed.set(queueOf(task), (completed.get(queueOf(task)) ?? 0) + 1);
    if (outcome !== Outcome.lost || (ack === "auto" && work.is(task, Work.delivered))) continue;
    const tasks = mayBeLeft.get(queueOf(task));
    if (tasks === undefined) mayBeLeft.set(queueOf(task), [task]);
    else tasks.push(task);
  }
  // As many missing tasks as the queue has messages at the end are remaining, not lost: first the tasks that a handler
  // requeued, then those with the latest deliveries, then those that were never delivered, and those that were acknowledged early last.
  const isRequeued = (task: number): number => Number(isReturned(work, task));
  const seenAt = (task: number): number => (work.is(task, Work.delivered) ? (work.lastDeliveredAt[task] ?? 0) : 0);
  const isAcked = (task: number): number => Number(ack === "early" && work.is(task, Work.begunLast));
  const byLikelihood = (a: number, b: number): number =>
    isAcked(a) - isAcked(b) || isRequeued(b) - isRequeued(a) || seenAt(b) - seenAt(a);
  // No task is called lost whose message may be the one in the queue, while that of another one may have been completed.
  const isOpen = (task: number): number => Number(isDoubtful?.(task) === true);
  for (const [queue, tasks] of mayBeLeft) {
    const ready = leftByQueue === null ? queueEnd.left : (leftByQueue[queue - 1] ?? 0);
    // With --ack forget RabbitMQ requeues all tasks of a worker, completed ones too.
    const left = Math.max(0, ready - (ack === "forget" ? (completed.get(queue) ?? 0) : 0));
    const candidates = tasks.toSorted((a, b) => isOpen(a) - isOpen(b) || byLikelihood(a, b));
    for (const task of candidates.slice(0, left)) outcomes[task] = Outcome.remaining;
  }
  if (isDoubtful !== null)
    for (let task = 1; task <= attempts.last; task++)
      if (outcomes[task] === Outcome.lost && isDoubtful(task)) outcomes[task] = Outcome.unread;
  return outcomes;
});

/** Whether the answer of the broker to the latest publish of a task may be in records that were not read. */
function unreadAnswersOf({ unread, attempts: { table }, shards }: History): (task: number) => boolean {
  const unreadShards = new Set(
    unread.producers.map(({ span }) =>
      shards.producers.findIndex(
        ({ header }) => header.process === span.process && header.incarnation === span.incarnation,
      ),
    ),
  );
  return (task) => table.is(task, Attempt.inferred) || unreadShards.has(table.shard[task] ?? -1);
}

interface OutcomeRules {
  /** The flag of an attempt that the broker has accepted. */
  readonly accepted: number;
  /** The queue and the prefetch buffers were proven empty and no one else consumed, so a missing task is lost. */
  readonly isEndProven: boolean;
  /** Something shows that a delivered task is done. */
  readonly showsCompletions: boolean;
}

/** An additional bit beside those of `Work`: the task arrived in the dead-letter queue. */
const ARRIVED = 512;

/** Checks the strongest evidence first. RabbitMQ also confirms a returned message, so a return outweighs its confirm. */
function outcomeOf(attempt: number, work: number, { accepted, isEndProven, showsCompletions }: OutcomeRules): Outcome {
  if ((attempt & Attempt.attempted) === 0) return Outcome.none;
  if ((work & Work.completed) !== 0) return Outcome.completed;
  if ((work & ARRIVED) !== 0) return Outcome.deadLettered;
  if ((work & Work.dropped) !== 0) return Outcome.dropped;
  if ((attempt & Attempt.returned) !== 0) return Outcome.returned;
  if ((attempt & Attempt.nacked) !== 0) return Outcome.nacked;
  if ((attempt & accepted) === 0) return Outcome.unknown;
  if (!showsCompletions && (work & Work.delivered) !== 0) return Outcome.unknown;
  return isEndProven ? Outcome.lost : Outcome.remaining;
}
