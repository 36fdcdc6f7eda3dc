// Builds the trials of the situations: a default trial with changed settings, runs, faults, losses or shares.
import type { FaultResult, Ledger, RunResult, TrialResult } from "@fairhare/results";
import { summarise } from "@fairhare/statistics";
import type { TrialSettings } from "@fairhare/workload";
import { buildTrial, editRun } from "./results-builder.ts";
import type { RunOptions } from "./run-builder.ts";

type Changes = Parameters<typeof editRun>[1];

export const NO_RECOVERY: FaultResult["recovery"] = {
  timeToRedeliveryMs: null,
  lastRedeliveryMs: null,
  redelivered: null,
  timeToLeaderMs: null,
  publishGapMs: null,
  consumeGapMs: null,
  lossWindowMs: null,
  dipRatio: null,
  catchUpMs: null,
  blockedMs: null,
};

export const fault = (kind: string, target: string, changes: Partial<FaultResult> = {}): FaultResult => ({
  kind,
  target,
  atMs: 1_200,
  healedAtMs: null,
  nodes: [],
  leader: null,
  endedAtMs: null,
  replacedAtMs: null,
  recovery: NO_RECOVERY,
  ...changes,
});

/** A trial of 400 tasks and 4 workers with changed runs. */
export function trial(
  settings: Partial<TrialSettings> = { prefetch: 1 },
  changes: Changes = {},
  runs: readonly RunOptions[] = [{}],
): TrialResult {
  const built = buildTrial(settings, { varied: ["prefetch"], runs });
  const edited = built.runs.map((run) => editRun(run, changes));
  return { ...built, runs: edited, summary: summarise(edited) };
}

/** A ledger of 400 tasks of which so many were not completed. */
export const without = (tasks: number, ledger: Partial<Ledger>): Partial<Ledger> => ({
  completed: 400 - tasks,
  ...ledger,
});

export const lost = (
  tasks: number,
  cause: string,
  { settings = { prefetch: 1 }, faults = [], unconfirmed = 0 }: LossOptions = {},
): TrialResult =>
  trial(settings, {
    verdict: "fail",
    faults: [...faults],
    ledger: without(tasks, {
      lost: tasks,
      lostUnconfirmed: unconfirmed,
      lossesByCause: [{ cause, tasks, workers: [1] }],
    }),
  });

interface LossOptions {
  readonly settings?: Partial<TrialSettings>;
  readonly faults?: readonly FaultResult[];
  readonly unconfirmed?: number;
}

/** Runs in which the workers have these busy times in milliseconds and these tasks. */
export function seats(
  built: TrialResult,
  times: readonly { busyMs: number; tasks: number; joinedAtMs?: number }[],
): TrialResult {
  const total = times.reduce((sum, { busyMs }) => sum + busyMs, 0);
  const runs = built.runs.map((run): RunResult => {
    const makespanMs = run.makespanMs ?? 0;
    const workers = run.workers.map((worker, index) => {
      const { busyMs, tasks, joinedAtMs = null } = times[index] ?? { busyMs: 0, tasks: 0 };
      const idleMs = makespanMs - (joinedAtMs ?? 0) - busyMs;
      return { ...worker, busyMs, idleMs, tasks, heavyTasks: 0, joinedAtMs, busyShare: busyMs / total };
    });
    const busy = workers.map(({ busyMs }) => busyMs);
    const squares = busy.reduce((sum, value) => sum + value * value, 0);
    const idleWhileBacklogMs = Math.min(...busy) === 0 ? workers.reduce((sum, { idleMs }) => sum + idleMs, 0) : 0;
    const fairness = { jainBusy: (total * total) / (busy.length * squares), idleWhileBacklogMs };
    return { ...editRun(run, { fairness }), workers };
  });
  return { ...built, runs, summary: summarise(runs) };
}

export const restarted = fault("restart", "broker", {
  healedAtMs: 3_000,
  recovery: { ...NO_RECOVERY, dipRatio: 0, catchUpMs: 1_900 },
});
export const killed = fault("kill", "worker 1", { nodes: [], leader: null, endedAtMs: 1_201 });
export const powerCut = fault("power-cut", "broker", { healedAtMs: 3_000 });
export const duplicated = (tasks: number, ...causes: readonly { cause: string; tasks: number }[]): Partial<Ledger> => ({
  duplicated: tasks,
  duplicatesByCause: [...causes],
});
