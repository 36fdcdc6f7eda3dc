// The latency distributions of a run. Queue wait and end-to-end latency count from the intended send time, so that a late
// producer does not hide the wait (coordinated omission).
import type { LatencyAcrossHosts, RunResult } from "@fairhare/results";
import { createPriorities } from "@fairhare/workload";
import { type Checker, oncePerHistory } from "../checker.ts";
import { Attempt } from "../history/tasks/attempt-table.ts";
import type { History } from "../history/history.ts";
import { LatencyRecorder } from "../history/latency-recorder.ts";
import { Work } from "../history/tasks/work-table.ts";
import { measuredSteps } from "./measured-latencies.ts";
import { measuredFrom } from "./warm-up.ts";

type Recorders = Readonly<Record<"endToEnd" | "queueWait", LatencyRecorder>>;

export const checkLatency: Checker<RunResult["latencyMs"]> = (history, settings) => {
  const { endToEnd, queueWait } = recordersOf(history, settings);
  const { bufferWait, work, confirm } = measuredSteps(history, settings);
  const withBound = acrossHosts(history);
  return {
    endToEnd: withBound(endToEnd),
    queueWait: withBound(queueWait),
    bufferWait: bufferWait.toLatency(),
    work: work.toLatency(),
    confirm: confirm.toLatency(),
  };
};

/** By priority, from the lowest to the highest; empty if the messages have none, or a program of the user set them. */
export const checkLatencyByPriority: Checker<RunResult["latencyByPriorityMs"]> = (history, settings) => {
  const withBound = acrossHosts(history);
  return Object.fromEntries(
    [...latencyByPriority(history, settings)]
      .toSorted(([a], [b]) => a - b)
      .map(([priority, { queueWait, endToEnd }]) => [
        String(priority),
        { queueWait: withBound(queueWait), endToEnd: withBound(endToEnd) },
      ]),
  );
};

/** A latency that begins at a producer and ends at a worker; buffer wait, work and confirm are measured by one process. */
function acrossHosts(history: History): (recorder: LatencyRecorder) => LatencyAcrossHosts {
  const bound = boundAcrossHosts(history);
  return (recorder) => ({ ...recorder.toLatency(), ...bound });
}

/** The field of a latency from a producer to one of these workers, milliseconds; empty on one host. */
export function boundAcrossHosts(history: History, isOne?: IsWorker): Pick<LatencyAcrossHosts, "errorBound"> {
  if (history.clocks.agents.length === 0) return {};
  const error = errorAcrossHosts(history, isOne);
  return { errorBound: Number.isFinite(error) ? error / 1e6 : null };
}

/** By the number of its process. */
type IsWorker = (process: number) => boolean;

/** Nanoseconds: the largest error of a time between a producer and a worker. 0 on one host, Infinity if a clock is not known. */
export const errorAcrossHosts = ({ attempts, executions, clocks }: History, isOne: IsWorker = () => true): number =>
  clocks.largestBetween(
    attempts.traces.map((trace) => clocks.clockOf(trace)),
    executions.traces.filter(({ process }) => isOne(process)).map((trace) => clocks.clockOf(trace)),
  );

export const latencyByPriority: Checker<ReadonlyMap<number, ByPriority>> = oncePerHistory((history, settings) => {
  const { trial } = settings;
  const { attempts, executions } = history;
  const { table } = executions;
  const from = measuredFrom(history, settings);
  const error = errorAcrossHosts(history);
  const byPriority = new Map<number, ByPriority>();
  const priorityOf = trial.producers > 0 && trial.producerCommand === null ? createPriorities(trial) : null;
  if (priorityOf === null) return byPriority;
  for (let task = 1; task <= attempts.table.last; task++) {
    const intended = attempts.table.intendedAt[task] ?? 0;
    if (intended === 0 || intended < from || !attempts.table.is(task, Attempt.attempted)) continue;
    const priority = priorityOf(task);
    const recorders = byPriority.get(priority) ?? newRecorders();
    byPriority.set(priority, recorders);
    if (table.is(task, Work.delivered))
      recorders.queueWait.record((table.firstDeliveredAt[task] ?? 0) - intended, error);
    if (table.is(task, Work.completed))
      recorders.endToEnd.record((table.firstCompletedAt[task] ?? 0) - intended, error);
  }
  return byPriority;
});

interface ByPriority {
  readonly queueWait: LatencyRecorder;
  readonly endToEnd: LatencyRecorder;
}

/** With two digits, because there may be 256 priorities. */
const newRecorders = (): ByPriority => ({ queueWait: new LatencyRecorder(2), endToEnd: new LatencyRecorder(2) });

/** Number of negative durations in all distributions, also in the warm-up; they were recorded as 0. */
export const negativeDurations: Checker<number> = (history, settings) => {
  const { endToEnd, queueWait } = recordersOf(history, settings);
  const { attempts, executions } = history;
  return [endToEnd, queueWait, executions.bufferWait, executions.work, attempts.confirm].reduce(
    (sum, { negative }) => sum + negative,
    0,
  );
};

/** Without tasks that have no intended send time, and those of the warm-up. */
const recordersOf: Checker<Recorders> = oncePerHistory((history, settings) => {
  const { attempts, executions } = history;
  const from = measuredFrom(history, settings);
  const error = errorAcrossHosts(history);
  const { table } = executions;
  const queueWait = new LatencyRecorder();
  const endToEnd = new LatencyRecorder();
  for (let task = 1; task <= attempts.table.last; task++) {
    const intended = attempts.table.intendedAt[task] ?? 0;
    if (intended === 0 || intended < from || !attempts.table.is(task, Attempt.attempted)) continue;
    if (table.is(task, Work.delivered)) queueWait.record((table.firstDeliveredAt[task] ?? 0) - intended, error);
    if (table.is(task, Work.completed)) endToEnd.record((table.firstCompletedAt[task] ?? 0) - intended, error);
  }
  return { endToEnd, queueWait };
});
