// The runs of a trial in a few numbers per metric.
import { mean, medianSorted, sampleStandardDeviation } from "simple-statistics";
import { metricOf, metricPaths, type RunResult, type SummaryMetric } from "@fairhare/results";
import { medianInterval } from "./median-interval.ts";

/** By metric path. `n` counts the runs that measured the metric; one that none measured is left out. */
export function summarise(runs: readonly RunResult[]): Record<string, SummaryMetric> {
  const summary: Record<string, SummaryMetric> = {};
  for (const path of metricPaths()) {
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
