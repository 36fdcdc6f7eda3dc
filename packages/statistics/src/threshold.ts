// Whether a threshold holds in every run of its trials: the worst run decides. An unknown run proves neither that the
// threshold holds nor that it fails. Thresholds that are relative to a baseline: relative-threshold.ts.
import { metricOf, metricPath, metricUnit, type ThresholdResult } from "@fairhare/results";
import { type Baseline, holds, type Threshold } from "@fairhare/workload";
import type { TrialRuns } from "./compare.ts";
import { evaluateRelative } from "./relative-threshold.ts";
import { badness, isJudged, trialsOf } from "./threshold-scope.ts";

/** In the order given. A relative threshold fails if there is no baseline. */
export function evaluateThresholds(
  thresholds: readonly Threshold[],
  trials: readonly TrialRuns[],
  baseline?: Baseline,
): ThresholdResult[] {
  const relative = evaluateRelative(
    thresholds.filter(({ against }) => against !== undefined),
    trials,
    baseline,
  );
  return thresholds.map((threshold) => relative.get(threshold) ?? evaluate(threshold, trialsOf(threshold, trials)));
}

/** `actual` is the worst value; null, and not ok, if a run did not measure it or no run could be judged. */
function evaluate(threshold: Threshold, trials: readonly TrialRuns[]): ThresholdResult {
  const { expression, metric } = threshold;
  const path = metricPath(metric) ?? metric;
  const found = trials.flatMap(({ id, runs }) =>
    runs.filter(isJudged).map((run) => ({ trial: id, run: run.run, value: metricOf(run, path) })),
  );
  const measured = found.flatMap(({ value, ...place }) => (value === null ? [] : [{ ...place, value }]));
  const [first] = measured;
  const unit = metricUnit(path);
  if (first === undefined || measured.length < found.length) {
    const place = found.find(({ value }) => value === null);
    return {
      expression,
      ok: false,
      actual: null,
      unit,
      trial: place?.trial ?? null,
      run: place?.run ?? null,
      baseline: null,
    };
  }
  const worst = measured.reduce((a, b) => (badness(b.value, threshold) > badness(a.value, threshold) ? b : a), first);
  const { value: actual, trial, run } = worst;
  return { expression, ok: holds(actual, threshold), actual, unit, trial, run, baseline: null };
}
