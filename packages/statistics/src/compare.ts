// The differences of the trials from the first trial, and whether they are significant.
import { createRandom } from "@fairhare/core";
import type { Comparison, RunResult } from "@fairhare/results";
import { bootstrapInterval, relativeDifference } from "./bootstrap.ts";
import { mannWhitney } from "./mann-whitney.ts";
import { valuesOf } from "./summarise.ts";

export interface TrialRuns {
  readonly id: string;
  readonly runs: readonly RunResult[];
}

/** The metrics of the comparison. */
export const COMPARED_METRICS = [
  "throughput.completedPerSecond",
  "latencyMs.endToEnd.p50",
  "latencyMs.endToEnd.p99",
  "fairness.jainBusy",
  "fairness.jainTasks",
  "boundRatio",
  "makespanMs",
  "ledger.lost",
] as const;

/** Instead of the name of a test: too few runs for one. */
export const NOT_TESTED = "none (n too small)";

const SIGNIFICANCE = 0.05;
/** Runs per trial: with 4 and 4 values the smallest two-sided p is 2/70 = 0.029, with 3 and 3 it is 0.1. */
const SMALLEST_TESTABLE = 4;

/** The first trial is the reference; a metric that one of the two trials did not measure is left out. */
export function compareTrials(trials: readonly TrialRuns[], seed = 1): Comparison[] {
  const [reference, ...others] = trials;
  if (!reference) return [];
  return others.flatMap((trial) => COMPARED_METRICS.flatMap((metric) => compareMetric(metric, reference, trial, seed)));
}

function compareMetric(metric: string, reference: TrialRuns, trial: TrialRuns, seed: number): Comparison[] {
  const [from, to] = [valuesOf(reference.runs, metric), valuesOf(trial.runs, metric)];
  if (from.length === 0 || to.length === 0) return [];
  const names = { metric, reference: reference.id, trial: trial.id, relative: relativeDifference(from, to) };
  if (Math.min(from.length, to.length) < SMALLEST_TESTABLE) {
    return [{ ...names, ci95: null, significant: false, test: NOT_TESTED }];
  }
  const { p, test } = mannWhitney(from, to);
  // A new random stream per metric, so that an added metric does not change the others.
  const ci95 = bootstrapInterval(from, to, createRandom(seed));
  return [{ ...names, ci95, significant: p < SIGNIFICANCE, test }];
}
