// Whether a threshold holds in every run of every trial: the worst run decides. An unknown run proves neither that the
// threshold holds nor that it fails.
import { assertNever } from "@fairhare/core";
import { holds, type Threshold } from "@fairhare/workload";
import type { TrialRuns } from "./compare.ts";
import { metricOf, metricPath, type Results } from "@fairhare/results";

type ThresholdResult = Results["thresholds"][number];

export const evaluateThresholds = (thresholds: readonly Threshold[], trials: readonly TrialRuns[]): ThresholdResult[] =>
  thresholds.map((threshold) => evaluate(threshold, trials));

/** `actual` is the worst value; null, and not ok, if a run did not measure it or no run could be judged. */
function evaluate(threshold: Threshold, trials: readonly TrialRuns[]): ThresholdResult {
  const { expression, metric } = threshold;
  const path = metricPath(metric) ?? metric;
  const known = trials.flatMap(({ runs }) => runs.filter(({ verdict }) => verdict !== "unknown"));
  const values = known.map((run) => metricOf(run, path));
  const measured = values.filter((value) => value !== null);
  if (measured.length === 0 || measured.length < values.length) return { expression, ok: false, actual: null };
  const actual = measured.reduce((a, b) => (badness(b, threshold) > badness(a, threshold) ? b : a));
  return { expression, ok: holds(actual, threshold), actual };
}

/** How far a value is from satisfying the threshold; larger is worse. */
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
