// Which prefetch limit to set, from measured trials that differ in it: the smallest that keeps the workers busy, and the
// fairest. A pure function of results.json.
import { COMPLETED_PER_SECOND, medianOf, medianOver } from "@fairhare/report";
import type { Results, RunResult, TrialResult } from "@fairhare/results";

/** What one prefetch limit achieved; medians over the runs of its trial. */
export interface PrefetchOutcome {
  /** 0 is unlimited. */
  readonly prefetch: number;
  /**
   * Busy time divided by busy time and idle time while a task waited, in the queue or in another worker's buffer. Both a
   * limit that is too low for the round trip and an unfair dispatch lower it. Null if it was not measured.
   */
  readonly busyShare: number | null;
  /** Of the single runs, ascending. */
  readonly busyShares: readonly number[];
  readonly jainBusy: number | null;
  readonly completedPerSecond: number | null;
  /** Median wait in the buffer of a worker; null if it was not measured. */
  readonly bufferWaitMs: number | null;
  /** In any run. */
  readonly lost: number;
  /** No run is without a verdict. */
  readonly isJudged: boolean;
}

export interface Advice {
  /** By prefetch, ascending, unlimited last. */
  readonly outcomes: readonly PrefetchOutcome[];
  readonly target: number;
  /** The smallest limit that reaches the target; undefined if none does. */
  readonly smallest: PrefetchOutcome | undefined;
  /** The highest Jain's index by busy time; among equals, the smallest limit. */
  readonly fairest: PrefetchOutcome | undefined;
  /** No other limit is fairer than the one to set, by more than repeats differ. */
  readonly isFair: boolean;
  /** Runs in which other programs used the CPU, of all runs: their shares of busy time are too low. */
  readonly disturbedRuns: number;
  readonly runs: number;
  /** The one to set: the smallest that reaches the target, else the one that keeps workers busiest. */
  readonly set: PrefetchOutcome | undefined;
}

/** Indices and shares that differ by less are equal: repeats of one trial differ as much. */
const EQUAL_WITHIN = 0.01;

/** Findings about other programs and other virtual machines. */
const DISTURBANCES: ReadonlySet<string> = new Set(["other-load", "cpu-stolen"]);

/** `target`: the share of busy time, 0 to 1. */
export function advise(results: Pick<Results, "trials">, target: number): Advice {
  const outcomes = results.trials.map(outcomeOf).toSorted((a, b) => sizeOf(a.prefetch) - sizeOf(b.prefetch));
  const eligible = outcomes.filter(({ isJudged, lost, busyShare }) => isJudged && lost === 0 && busyShare !== null);
  const smallest = eligible.find(({ busyShare }) => (busyShare ?? 0) >= target);
  const set = smallest ?? bestOf(eligible, ({ busyShare }) => busyShare);
  const highest = Math.max(...eligible.map(({ jainBusy }) => jainBusy ?? 0));
  const runs = results.trials.flatMap((trial) => trial.runs);
  return {
    outcomes,
    runs: runs.length,
    disturbedRuns: runs.filter(({ findings }) => findings.some(({ code }) => DISTURBANCES.has(code))).length,
    target,
    smallest,
    fairest: bestOf(eligible, ({ jainBusy }) => jainBusy),
    set,
    isFair: set !== undefined && (set.jainBusy ?? 0) >= highest - EQUAL_WITHIN,
  };
}

function outcomeOf(trial: TrialResult): PrefetchOutcome {
  const { runs, settings } = trial;
  return {
    prefetch: Number(settings["prefetch"] ?? 0),
    busyShare: medianOver(runs, busyShareOf),
    busyShares: runs.flatMap((run) => busyShareOf(run) ?? []).toSorted((a, b) => a - b),
    jainBusy: medianOver(runs, ({ fairness }) => fairness.jainBusy),
    completedPerSecond: medianOf(trial, COMPLETED_PER_SECOND),
    bufferWaitMs: medianOver(runs, ({ latencyMs }) => latencyMs.bufferWait.p50),
    lost: runs.reduce((sum, { ledger }) => sum + ledger.lost, 0),
    isJudged: runs.length > 0 && runs.every(({ verdict }) => verdict !== "unknown"),
  };
}

function busyShareOf({ workers, fairness: { idleWhileBacklogMs } }: RunResult): number | null {
  const busyMs = workers.reduce((sum, worker) => sum + worker.busyMs, 0);
  return idleWhileBacklogMs === null || busyMs === 0 ? null : busyMs / (busyMs + idleWhileBacklogMs);
}

/** The first of those whose value is close to the highest. */
function bestOf(
  outcomes: readonly PrefetchOutcome[],
  read: (outcome: PrefetchOutcome) => number | null,
): PrefetchOutcome | undefined {
  const highest = Math.max(...outcomes.map((outcome) => read(outcome) ?? 0));
  return outcomes.find((outcome) => (read(outcome) ?? 0) >= highest - EQUAL_WITHIN);
}

const sizeOf = (prefetch: number): number => (prefetch === 0 ? Infinity : prefetch);
