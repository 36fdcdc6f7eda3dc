// The warm-up inside a run: the time at its start that rates and latencies leave out, given by --warmup-time or detected.
// The ledger, fairness and the makespan always count the whole run.
import type { RunResult } from "@fairhare/results";
import { DETECTS_WARM_UP_FROM_SECONDS, type TrialSettings } from "@fairhare/workload";
import { type Checker, oncePerHistory } from "../checker.ts";
import type { History } from "../history/history.ts";
import { Work } from "../history/tasks/work-table.ts";
import { measurementOf } from "./makespan.ts";
import { warmUpLength } from "./mser.ts";

/** A hundred batches of five windows: a warm-up is found to a hundredth of the run. */
const WINDOWS = 500;
/** Ten per batch; with fewer, the counts of the windows are chance. */
const LEAST_COMPLETIONS = 1_000;

export interface WarmUp {
  readonly rule: RunResult["warmUp"]["rule"];
  /** Nanoseconds; what began before does not count. */
  readonly endsAt: number;
  /** The completions were never steady; false if this was not looked for. */
  readonly isUnsteady: boolean;
}

export const warmUpOf: Checker<WarmUp> = oncePerHistory((history, settings) => {
  const { start } = measurementOf(history, settings);
  const { warmupTimeMs } = settings.trial;
  if (warmupTimeMs !== null)
    return warmupTimeMs === 0 ? none(start) : { rule: "given", endsAt: start + warmupTimeMs * 1e6, isUnsteady: false };
  return isDetectable(settings.trial) ? detect(history, start) : none(start);
});

/** Nanoseconds; −Infinity without a warm-up. Tasks that were intended earlier have no latency. */
export const measuredFrom: Checker<number> = (history, settings) => {
  const { rule, endsAt } = warmUpOf(history, settings);
  return rule === "none" ? -Infinity : endsAt;
};

const none = (start: number): WarmUp => ({ rule: "none", endsAt: start, isUnsteady: false });

/** A fault, a backlog, a schedule of rates and one side alone change the rate by plan; a short run has no steady part to find. */
const isDetectable = ({ timeSeconds, ratePerSecond, backlog, faults, workers, producers }: TrialSettings): boolean =>
  timeSeconds !== null &&
  timeSeconds >= DETECTS_WARM_UP_FROM_SECONDS &&
  (ratePerSecond === null || typeof ratePerSecond === "number") &&
  !backlog &&
  faults.length === 0 &&
  workers > 0 &&
  producers > 0;

function detect({ attempts, executions: { table } }: History, start: number): WarmUp {
  const end = attempts.table.at.reduce((a, b) => Math.max(a, b), start);
  const windowNs = (end - start) / WINDOWS;
  const counts = Array.from({ length: WINDOWS }, () => 0);
  let completions = 0;
  // The drain after the last publish has a rate of its own.
  for (let task = 1; task <= table.last; task++) {
    const window = Math.floor(((table.firstCompletedAt[task] ?? 0) - start) / windowNs);
    if (!table.is(task, Work.completed) || !(window >= 0 && window < WINDOWS)) continue;
    counts[window] = (counts[window] ?? 0) + 1;
    completions++;
  }
  if (completions < LEAST_COMPLETIONS) return none(start);
  const discarded = warmUpLength(counts);
  if (discarded === null) return { rule: "detected", endsAt: start, isUnsteady: true };
  return { rule: "detected", endsAt: start + discarded * windowNs, isUnsteady: false };
}

export const checkWarmUp: Checker<RunResult["warmUp"]> = (history, settings) => {
  const { rule, endsAt } = warmUpOf(history, settings);
  const { start, end } = measurementOf(history, settings);
  const discardedNs = Math.min(endsAt, Number.isFinite(end) ? Math.max(start, end) : endsAt) - start;
  return { rule, discardedMs: discardedNs / 1e6, discardedTasks: completedBefore(history, endsAt) };
};

/** Tasks whose first completion was earlier. */
export function completedBefore({ executions: { table } }: History, endsAt: number): number {
  let tasks = 0;
  for (let task = 1; task <= table.last; task++)
    if (table.is(task, Work.completed) && (table.firstCompletedAt[task] ?? 0) < endsAt) tasks++;
  return tasks;
}
