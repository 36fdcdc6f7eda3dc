// The differences between trials, and whether they are significant: effect size, interval, rank test, and a correction for
// all comparisons together.
import { createRandom } from "@fairhare/core";
import type { Comparison, RunResult } from "@fairhare/results";
import type { ComparedPairs } from "@fairhare/workload";
import { bootstrapInterval, relativeDifference } from "./bootstrap.ts";
import { cliffsDelta } from "./effect-size.ts";
import { holm } from "./holm.ts";
import { mannWhitney } from "./mann-whitney.ts";
import { SIGNIFICANCE } from "./runs-needed.ts";
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

/** Runs per trial: with 4 and 4 values the smallest two-sided p is 2/70 = 0.029, with 3 and 3 it is 0.1. */
const SMALLEST_TESTABLE = 4;
/** Runs per trial for an interval: compare.test.ts measures that it then covers the true difference in 95 % of samples. */
const SMALLEST_FOR_INTERVAL = 6;

export type TrialPair = readonly [reference: TrialRuns, trial: TrialRuns];

/** All trials with the reference, or every pair; the first trial is the reference by default. */
export function compareTrials(trials: readonly TrialRuns[], seed = 1, pairs?: ComparedPairs): Comparison[] {
  return comparePairs(pairsOf(trials, pairs), { seed });
}

function pairsOf(trials: readonly TrialRuns[], pairs: ComparedPairs | undefined): TrialPair[] {
  const reference = trials.find(({ id }) => id === pairs?.reference) ?? trials[0];
  if (reference === undefined) return [];
  const ordered = [reference, ...trials.filter((trial) => trial !== reference)];
  const firsts = pairs?.isAllPairs === true ? ordered : [reference];
  return firsts.flatMap((first, index) => ordered.slice(index + 1).map((trial): TrialPair => [first, trial]));
}

export interface CompareSettings {
  readonly seed?: number;
  readonly metrics?: readonly string[];
}

/** A metric that one of the two trials did not measure is left out. The p values are corrected over all pairs and metrics. */
export function comparePairs(
  pairs: readonly TrialPair[],
  { seed = 1, metrics = COMPARED_METRICS }: CompareSettings = {},
): Comparison[] {
  const all = pairs.flatMap((pair) => metrics.flatMap((metric) => compareMetric(metric, pair, seed)));
  const family = all.filter(({ isTested }) => isTested);
  const adjusted = holm(family.map(({ comparison }) => comparison.p ?? 1));
  return all.map(({ comparison, isTested }, index) => {
    const pAdjusted = isTested ? (adjusted[family.indexOf(all[index] as Tested)] ?? null) : null;
    return { ...comparison, pAdjusted, significant: pAdjusted !== null && pAdjusted < SIGNIFICANCE };
  });
}

interface Tested {
  readonly comparison: Comparison;
  /** Its p could have been below 1. If all runs have the same value, no test could show anything, and it needs no correction. */
  readonly isTested: boolean;
}

function compareMetric(metric: string, [reference, trial]: TrialPair, seed: number): Tested[] {
  const [from, to] = [valuesOf(reference.runs, metric), valuesOf(trial.runs, metric)];
  if (from.length === 0 || to.length === 0) return [];
  const fewest = Math.min(from.length, to.length);
  const found = {
    metric,
    reference: reference.id,
    trial: trial.id,
    relative: relativeDifference(from, to),
    cliffsDelta: cliffsDelta(from, to),
    significant: false,
    pAdjusted: null,
  };
  if (fewest < SMALLEST_TESTABLE) {
    return [{ comparison: { ...found, ci95: null, p: null, test: NOT_TESTED }, isTested: false }];
  }
  const { p, test } = mannWhitney(from, to);
  // A new random stream per metric, so that an added metric does not change the others.
  const ci95 = fewest < SMALLEST_FOR_INTERVAL ? null : bootstrapInterval(from, to, createRandom(seed));
  return [{ comparison: { ...found, ci95, p, test }, isTested: new Set([...from, ...to]).size > 1 }];
}
