// Whether what was demanded of the results holds: in every run of every trial, so the worst run decides.
import { assertNever } from "@fairhare/core";
import type { Threshold } from "@fairhare/experiment";
import type { TrialRuns } from "../statistics/compare.ts";
import { metricOf, metricPath } from "./metric-path.ts";
import type { Results } from "./schema.ts";

type ThresholdResult = Results["thresholds"][number];

export const evaluateThresholds = (thresholds: readonly Threshold[], trials: readonly TrialRuns[]): ThresholdResult[] =>
  thresholds.map((threshold) => evaluate(threshold, trials));

/** `actual` is the worst value; null, and not ok, when some run did not measure it or there is no run. */
function evaluate(threshold: Threshold, trials: readonly TrialRuns[]): ThresholdResult {
  const { expression, metric } = threshold;
  const path = metricPath(metric) ?? metric;
  const values = trials.flatMap(({ runs }) => runs.map((run) => metricOf(run, path)));
  const measured = values.filter((value) => value !== null);
  if (measured.length === 0 || measured.length < values.length) return { expression, ok: false, actual: null };
  const actual = measured.reduce((a, b) => (badness(b, threshold) > badness(a, threshold) ? b : a));
  return { expression, ok: holds(actual, threshold), actual };
}

/** Whether one run's value is what the threshold demands. */
export function holds(actual: number, { operator, value }: Threshold): boolean {
  switch (operator) {
    case "<":
      return actual < value;
    case "<=":
      return actual <= value;
    case ">":
      return actual > value;
    case ">=":
      return actual >= value;
    case "==":
      return actual === value;
    case "!=":
      return actual !== value;
    default:
      return assertNever(operator);
  }
}

/** Larger is worse. */
function badness(actual: number, { operator, value }: Threshold): number {
  switch (operator) {
    case "<":
    case "<=":
      return actual;
    case ">":
    case ">=":
      return -actual;
    case "==":
      return Math.abs(actual - value);
    case "!=":
      return -Math.abs(actual - value);
    default:
      return assertNever(operator);
  }
}
