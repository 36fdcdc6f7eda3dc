// The queues of a run, one row each: the columns of the ledger, backlog, throughput, end-to-end latency, and fairness
// among the workers of the queue. Tasks belong to a queue by their numbers.
import { jainIndex, type QueueResult, type WorstQueue, worstQueueOf } from "@fairhare/results";
import { hasOneActiveWorker, queueNumbers, queueOfTask, queuesOfSlot, slotsOfProcess } from "@fairhare/workload";
import { type Checker, oncePerHistory } from "../checker.ts";
import { judgedWorkers } from "../fairness/fairness.ts";
import { Attempt } from "../history/tasks/attempt-table.ts";
import { LatencyRecorder } from "../history/latency-recorder.ts";
import { Work } from "../history/tasks/work-table.ts";
import { Outcome, outcomesOf } from "../ledger/outcome.ts";
import { boundAcrossHosts, errorAcrossHosts } from "../run/latency.ts";
import { measurementOf } from "../run/makespan.ts";
import { measuredFrom } from "../run/warm-up.ts";

/** With more queues, their latencies have two significant digits: a histogram with three takes 140 kB. */
const MOST_DETAILED = 32;

export const checkQueues: Checker<QueueResult[]> = oncePerHistory((history, settings) => {
  const { trial } = settings;
  const { executions, log } = history;
  const { start } = measurementOf(history, settings);
  const columns = columnsOf(history, settings);
  const slots = slotsByQueue(history, settings);
  const fairness = fairnessOf(history, settings);
  const lastDepth = log.depths.at(-1)?.[1] ?? null;
  return queueNumbers(trial).map((queue, index): QueueResult => {
    const outcomes = columns.outcomes[index] ?? new Float64Array();
    const outcome = (column: Outcome): number => outcomes[column] ?? 0;
    const latency = columns.endToEnd[index]?.toLatency();
    const completed = outcome(Outcome.completed);
    const seconds = ((columns.lastCompletedAt[index] ?? 0) - start) / 1e9;
    const { queues } = executions;
    return {
      queue,
      workers: slots[index]?.length ?? 0,
      attempted: outcomes.reduce((sum, count, column) => (column === Outcome.none ? sum : sum + count), 0),
      confirmed: columns.confirmed[index] ?? 0,
      nacked: outcome(Outcome.nacked),
      returned: outcome(Outcome.returned),
      unknown: outcome(Outcome.unknown) + outcome(Outcome.unread),
      delivered: queues === null ? executions.delivered : (queues.delivered[queue] ?? 0),
      redelivered: queues === null ? executions.redelivered : (queues.redelivered[queue] ?? 0),
      completed,
      duplicated: queues === null ? executions.duplicated : (queues.duplicated[queue] ?? 0),
      lost: outcome(Outcome.lost),
      deadLettered: outcome(Outcome.deadLettered),
      dropped: outcome(Outcome.dropped),
      remaining: outcome(Outcome.remaining),
      failed: queues === null ? executions.failed : (queues.failed[queue] ?? 0),
      backlog: queues === null ? lastDepth : (log.queuesLeft?.ready[index] ?? null),
      completedPerSecond: seconds > 0 ? completed / seconds : null,
      endToEndMs: {
        p50: latency?.p50 ?? null,
        p99: latency?.p99 ?? null,
        max: latency?.max ?? null,
        ...boundAcrossHosts(history, (process) =>
          slotsOfProcess(process, trial).some((slot) => slots[index]?.includes(slot)),
        ),
      },
      ...fairness(queue),
    };
  });
});

export const checkWorstQueue: Checker<WorstQueue> = (...run) => worstQueueOf(checkQueues(...run));

/** The slots that consume from each queue, by its number − 1. */
const slotsByQueue: Checker<readonly number[][]> = oncePerHistory(({ executions }, { trial }) => {
  const slots: number[][] = Array.from({ length: trial.queues }, () => []);
  for (let slot = 1; slot <= executions.slots.slots; slot++)
    for (const queue of queuesOfSlot(slot, trial)) slots[queue - 1]?.push(slot);
  return slots;
});

/** By the number of the queue − 1. */
interface Columns {
  /** Tasks by their Outcome. */
  readonly outcomes: readonly Float64Array[];
  readonly confirmed: readonly number[];
  readonly endToEnd: readonly LatencyRecorder[];
  /** Nanoseconds. */
  readonly lastCompletedAt: readonly number[];
}

const columnsOf: Checker<Columns> = (history, settings) => {
  const { trial } = settings;
  const { table: attempts } = history.attempts;
  const { table: work } = history.executions;
  const length = trial.queues;
  const outcomes = Array.from({ length }, () => new Float64Array(Object.keys(Outcome).length));
  const confirmed = Array.from({ length }, () => 0);
  const lastCompletedAt = Array.from({ length }, () => 0);
  const endToEnd = Array.from({ length }, () => new LatencyRecorder(length > MOST_DETAILED ? 2 : 3));
  const taskOutcomes = outcomesOf(history, settings);
  const from = measuredFrom(history, settings);
  const error = errorAcrossHosts(history);
  for (let task = 1; task < taskOutcomes.length; task++) {
    const outcome = taskOutcomes[task] ?? Outcome.none;
    if (outcome === Outcome.none) continue;
    const index = queueOfTask(task, trial) - 1;
    const counts = outcomes[index];
    if (counts !== undefined) counts[outcome] = (counts[outcome] ?? 0) + 1;
    if (attempts.is(task, Attempt.confirmed)) confirmed[index] = (confirmed[index] ?? 0) + 1;
    if (work.is(task, Work.completed))
      lastCompletedAt[index] = Math.max(lastCompletedAt[index] ?? 0, work.firstCompletedAt[task] ?? 0);
    const intended = attempts.intendedAt[task] ?? 0;
    if (intended > 0 && intended >= from && work.is(task, Work.completed))
      endToEnd[index]?.record((work.firstCompletedAt[task] ?? 0) - intended, error);
  }
  return { outcomes, confirmed, endToEnd, lastCompletedAt };
};

/** Jain's indices over the workers of a queue, by their work with its tasks. */
const fairnessOf: Checker<(queue: number) => Pick<QueueResult, "jainTasks" | "jainBusy">> = (history, settings) => {
  const { trial } = settings;
  const { queues } = history.executions;
  if (hasOneActiveWorker(trial)) return () => ({ jainTasks: null, jainBusy: null });
  const { workers, inProportion } = judgedWorkers(history, settings);
  const workerOf = new Map(workers.map((worker) => [worker.slot, worker]));
  const slots = slotsByQueue(history, settings);
  return (queue) => {
    const own = (slots[queue - 1] ?? []).map((slot) => workerOf.get(slot)).filter((worker) => worker !== undefined);
    const work = own.map((worker) => {
      const { tasks, busy } = queues?.workOf(queue, worker.slot) ?? { tasks: worker.tasks, busy: worker.busyMs };
      return { tasks: inProportion(tasks, worker), busy: inProportion(busy, worker) };
    });
    return { jainTasks: jainIndex(work.map(({ tasks }) => tasks)), jainBusy: jainIndex(work.map(({ busy }) => busy)) };
  };
};
