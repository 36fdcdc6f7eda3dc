// How evenly the work was spread over the slots of a run: by tasks and by busy time, always both.
import { jainIndex } from "../fairness/jain.ts";
import type { RunResult, WorkerResult } from "../results/schema.ts";

/** All slots of the settings count, the idle and the dead among them. `idleWhileBacklogMs` comes from the sweep. */
export function fairnessOf(workers: readonly WorkerResult[], idleWhileBacklogMs: number | null): RunResult["fairness"] {
  const shares = workers.map(({ busyShare }) => busyShare).filter((share) => share !== null);
  return {
    jainTasks: jainIndex(workers.map(({ tasks }) => tasks)),
    jainBusy: jainIndex(workers.map(({ busyMs }) => busyMs)),
    maxBusyShare: shares.length > 0 ? Math.max(...shares) : null,
    minBusyShare: shares.length > 0 ? Math.min(...shares) : null,
    idleWhileBacklogMs,
  };
}
