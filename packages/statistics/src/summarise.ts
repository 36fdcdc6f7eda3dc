// Summarises the runs of a trial: a few numbers per metric.
import { binomialDistribution, mean, medianSorted, sampleStandardDeviation } from "simple-statistics";
import { metricOf, summarisedPaths, type RunResult, type SummaryMetric } from "@fairhare/results";

/** By metric path. `n` counts the runs that measured the metric; a metric that no run measured is left out. */
export function summarise(runs: readonly RunResult[]): Record<string, SummaryMetric> {
  const summary: Record<string, SummaryMetric> = {};
  for (const path of summarisedPaths(runs)) {
    const values = valuesOf(runs, path);
    if (values.length > 0) summary[path] = summariseValues(values);
  }
  return summary;
}

export function valuesOf(runs: readonly RunResult[], path: string): number[] {
  return runs.map((run) => metricOf(run, path)).filter((value) => value !== null);
}

/** Of at least one value. */
export function summariseValues(values: readonly number[]): SummaryMetric {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    n: sorted.length,
    median: medianSorted(sorted),
    mean: mean(sorted),
    stddev: sorted.length > 1 ? sampleStandardDeviation(sorted) : null,
    ci95: medianInterval(sorted),
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
  };
}

const LEVEL = 0.95;

/**
 * The 95 % interval of a median, from order statistics without an assumption about the distribution: the narrowest
 * [x(k), x(n+1−k)] whose coverage 1 − 2·B(k−1; n, ½) is at least 95 %, with B the binomial distribution function
 * (Conover, Practical Nonparametric Statistics, 1999, §3.2). Null for n < 6, because the range of five values covers
 * the median with only 1 − 2/32 = 93.75 %. `sorted` is ascending.
 */
export function medianInterval(sorted: readonly number[]): [number, number] | null {
  const n = sorted.length;
  const mass = n > 0 ? binomialDistribution(n, 0.5) : undefined;
  if (mass === undefined) return null;
  let below = 0;
  let k = 0;
  while (2 * (below + (mass[k] ?? 0)) <= 1 - LEVEL) below += mass[k++] ?? 0;
  const [low, high] = [sorted[k - 1], sorted[n - k]];
  return low === undefined || high === undefined ? null : [low, high];
}
