// How evenly the work was spread over the slots of a run: by tasks and by busy time, always both.
import type { RunResult, WorkerResult } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { measurementOf, milliseconds } from "../run/makespan.ts";
import { idleWhileBacklog } from "./idle-while-backlog.ts";
import { roundRobinViolations } from "./round-robin-violations.ts";
import { checkWorkers } from "./workers.ts";

/**
 * All slots count, also idle and dead ones. For a worker that joined, Jain's index takes its work in proportion: what it
 * would have done over the whole makespan at the pace of the time it was there.
 */
export const checkFairness: Checker<RunResult["fairness"]> = (history, settings) => {
  const workers = checkWorkers(history, settings);
  const makespanMs = milliseconds(measurementOf(history, settings).makespan) ?? 0;
  const inProportion = (amount: number, { joinedAtMs }: WorkerResult): number => {
    const presentMs = makespanMs - Math.max(0, joinedAtMs ?? 0);
    return joinedAtMs === null || presentMs <= 0 ? amount : (amount * makespanMs) / presentMs;
  };
  const shares = workers.map(({ busyShare }) => busyShare).filter((share) => share !== null);
  return {
    jainTasks: jainIndex(workers.map((worker) => inProportion(worker.tasks, worker))),
    jainBusy: jainIndex(workers.map((worker) => inProportion(worker.busyMs, worker))),
    maxBusyShare: shares.length > 0 ? Math.max(...shares) : null,
    minBusyShare: shares.length > 0 ? Math.min(...shares) : null,
    idleWhileBacklogMs: milliseconds(idleWhileBacklog(history, settings)),
    dispatchBreaks: roundRobinViolations(history, settings),
  };
};

/**
 * Jain's fairness index (Σx)² / (n·Σx²): 1 when all n shares are equal, 1/n when one has everything; null when there is
 * nothing to share. Jain, Chiu, Hawe: A quantitative measure of fairness and discrimination, DEC-TR-301, 1984.
 */
export function jainIndex(shares: readonly number[]): number | null {
  let sum = 0;
  let squares = 0;
  for (const share of shares) {
    sum += share;
    squares += share * share;
  }
  // Rounding may lift an even split above 1 by an ulp.
  return squares > 0 ? Math.min(1, (sum * sum) / (shares.length * squares)) : null;
}
