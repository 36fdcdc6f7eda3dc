// How evenly the work was spread over the slots of a run: by tasks and by busy time, always both.
import { jainIndex } from "./jain.ts";
import type { RunResult, WorkerResult } from "@fairhare/results";

/**
 * All slots count, the idle and the dead among them. Of a worker that joined, Jain's index takes what it did in the time
 * that it was there, in proportion to the whole.
 */
export function fairnessOf(
  workers: readonly WorkerResult[],
  makespanMs: number | null,
  known: Pick<RunResult["fairness"], "idleWhileBacklogMs" | "dispatchBreaks">,
): RunResult["fairness"] {
  const inProportion = (amount: number, { joinedAtMs }: WorkerResult): number => {
    const presentMs = (makespanMs ?? 0) - Math.max(0, joinedAtMs ?? 0);
    return joinedAtMs === null || presentMs <= 0 ? amount : (amount * (makespanMs ?? 0)) / presentMs;
  };
  const shares = workers.map(({ busyShare }) => busyShare).filter((share) => share !== null);
  return {
    jainTasks: jainIndex(workers.map((worker) => inProportion(worker.tasks, worker))),
    jainBusy: jainIndex(workers.map((worker) => inProportion(worker.busyMs, worker))),
    maxBusyShare: shares.length > 0 ? Math.max(...shares) : null,
    minBusyShare: shares.length > 0 ? Math.min(...shares) : null,
    ...known,
  };
}
