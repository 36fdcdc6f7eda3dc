// Whether a part of the load generator was the limit of a run: a producer, a worker, the orchestrator, or the machine itself.
import { type Finding, finding } from "@fairhare/findings";
import type { Checker } from "../checker.ts";
import type { History } from "../history/history.ts";
import type { ProcessTrace } from "../history/process-trace.ts";
import { measurementOf } from "../run/makespan.ts";

/** Of one core: a process with one thread that does something else for a tenth of its time is not the limit. */
const RELEVANT_SHARE = 0.9;
/** Of all cores; the rest is the granularity of the kernel's count. */
const RELEVANT_MACHINE_SHARE = 0.97;
/** Nanoseconds. CPU time of shorter spans says little. */
const SHORTEST_SPAN = 1e9;
/** Of the makespan: a part that was busy for less of it did not set the pace. */
const RELEVANT_PART = 0.75;

/** The first part that was the limit, in the order in which a user can change it. */
export const generatorLimit: Checker<Finding[]> = (history, settings) => {
  const { start, end, makespan } = measurementOf(history, settings);
  if (makespan === null || makespan < SHORTEST_SPAN) return [];
  const isLong = (span: number): boolean => span >= Math.max(SHORTEST_SPAN, makespan * RELEVANT_PART);
  const { attempts, executions } = history;
  // CPU work uses a core on purpose.
  const workers = settings.trial.work === "cpu" ? [] : executions.traces;
  const busiest = (traces: readonly ProcessTrace[]): Busy => mostOf(traces.map((trace) => busyOf(trace, isLong)));
  const [producer, worker, orchestrator] = [busiest(attempts.traces), busiest(workers), ownShare(history, start, end)];
  const named = [
    { part: "orchestrator", process: 0, share: orchestrator },
    { part: "producer", ...producer },
    { part: "worker", ...worker },
  ].find(({ share }) => share >= RELEVANT_SHARE);
  if (named !== undefined) {
    const { part, process, share } = named;
    return [finding("generator-limit", { part, process, percent: share * 100, cores: 1, stolenPercent: 0 })];
  }
  // With a rate or with work, a busy machine need not be what limits the throughput.
  const { work, ratePerSecond } = settings.trial;
  return work === "none" && ratePerSecond === null ? machineLimit(history, start, end) : [];
};

interface Busy {
  readonly process: number;
  /** Of one core; 0 if it is not known. */
  readonly share: number;
}

function busyOf({ process, begunAt, startCpuSeconds, loaded }: ProcessTrace, isLong: (span: number) => boolean): Busy {
  if (begunAt === null || startCpuSeconds === null || !isLong(loaded.at - begunAt)) return { process, share: 0 };
  return { process, share: ((loaded.cpuSeconds - startCpuSeconds) * 1e9) / (loaded.at - begunAt) };
}

const mostOf = (all: readonly Busy[]): Busy =>
  all.reduce((most, one) => (one.share > most.share ? one : most), { process: 0, share: 0 });

function ownShare({ log }: History, start: number, end: number): number {
  const within = log.own.filter(({ at }) => at >= start && at <= end);
  const [first, last] = [within[0], within.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < SHORTEST_SPAN) return 0;
  return ((last.cpuSeconds - first.cpuSeconds) * 1e9) / (last.at - first.at);
}

/** With a broker on the same machine, its part is counted too. */
function machineLimit({ log }: History, start: number, end: number): Finding[] {
  const within = log.machine.filter(({ at }) => at >= start && at <= end);
  const [first, last] = [within[0], within.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < SHORTEST_SPAN) return [];
  const all = (last.cores * (last.at - first.at)) / 1e9;
  const stolen = last.stolenSeconds - first.stolenSeconds;
  const percent = Math.min(100, ((last.busySeconds - first.busySeconds + stolen) / all) * 100);
  if (percent < RELEVANT_MACHINE_SHARE * 100) return [];
  const { cores } = last;
  return [
    finding("generator-limit", { part: "machine", process: 0, percent, cores, stolenPercent: (stolen / all) * 100 }),
  ];
}
