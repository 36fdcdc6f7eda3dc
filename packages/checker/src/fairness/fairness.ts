// Fairness of a run: how evenly the work was distributed over the slots, by tasks and by busy time.
import { hasOneActiveWorker } from "@fairhare/workload";
import { jainIndex, type RunResult, type WorkerResult } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { measurementOf, milliseconds } from "../run/makespan.ts";
import { idleWhileBacklog } from "./idle-while-backlog.ts";
import { unbegunSlots } from "./unbegun-slots.ts";
import { roundRobinViolations } from "./round-robin-violations.ts";
import { checkWorkers } from "./workers.ts";

interface JudgedWorkers {
  readonly workers: readonly WorkerResult[];
  /** An amount of work of a worker that came late, extrapolated to the whole makespan. */
  readonly inProportion: (amount: number, worker: WorkerResult) => number;
}

/** The workers over which an index is computed, and how their work counts. */
export const judgedWorkers: Checker<JudgedWorkers> = (history, settings) => {
  const unbegun = unbegunSlots(history, settings);
  const workers = checkWorkers(history, settings).filter(({ slot }) => !unbegun.includes(slot));
  const makespanMs = milliseconds(measurementOf(history, settings).makespan) ?? 0;
  const inProportion = (amount: number, { joinedAtMs }: WorkerResult): number => {
    const presentMs = makespanMs - Math.max(0, joinedAtMs ?? 0);
    return joinedAtMs === null || presentMs <= 0 ? amount : (amount * makespanMs) / presentMs;
  };
  return { workers, inProportion };
};

/**
 * All slots count, also those that were idle or lost their process, except those whose start delay was not over when the
 * work was. Jain's index extrapolates the work of a worker that joined or had a start delay to the whole makespan: amount ×
 * makespan / time since it began to consume.
 */
export const checkFairness: Checker<RunResult["fairness"]> = (history, settings) => {
  const { workers, inProportion } = judgedWorkers(history, settings);
  const shares = workers.map(({ busyShare }) => busyShare).filter((share) => share !== null);
  const extremes = {
    maxBusyShare: shares.length > 0 ? Math.max(...shares) : null,
    minBusyShare: shares.length > 0 ? Math.min(...shares) : null,
  };
  // The other workers are idle by definition of the queue, so an index would call each run unfair.
  if (hasOneActiveWorker(settings.trial))
    return { jainTasks: null, jainBusy: null, ...extremes, idleWhileBacklogMs: null, dispatchBreaks: null };
  return {
    jainTasks: jainIndex(workers.map((worker) => inProportion(worker.tasks, worker))),
    jainBusy: jainIndex(workers.map((worker) => inProportion(worker.busyMs, worker))),
    ...extremes,
    idleWhileBacklogMs: milliseconds(idleWhileBacklog(history, settings)),
    dispatchBreaks: roundRobinViolations(history, settings),
  };
};
