// Thresholds relative to a baseline: `throughput>=0.95x` (a ratio) and `jainBusy>=-0.02` (a difference). Such a threshold
// fails if the medians miss it and a one-sided rank test against the limit shows that this is not chance.
import { metricPath, metricUnit, type ThresholdResult } from "@fairhare/results";
import { type Baseline, holds, type Threshold } from "@fairhare/workload";
import { median } from "simple-statistics";
import type { TrialRuns } from "./compare.ts";
import { holm } from "./holm.ts";
import { mannWhitney, smallestP } from "./mann-whitney.ts";
import { SIGNIFICANCE } from "./runs-needed.ts";
import { valuesOf } from "./summarise.ts";
import { badness, isJudged, trialsOf } from "./threshold-scope.ts";

/** A threshold in one trial. */
interface Judgement {
  readonly threshold: Threshold;
  readonly trial: string;
  readonly base: readonly number[];
  readonly now: readonly number[];
  /** The ratio of the medians, or their difference; null if a side has no value, or the ratio has no meaning. */
  readonly change: number | null;
  /** One-sided p of the hypothesis that the threshold holds, before the correction; 1 if the medians meet the threshold. */
  readonly p: number;
  /** The smallest p that these numbers of runs can give. */
  readonly smallest: number;
}

/**
 * By threshold. Each is judged in the trials that it concerns and that the baseline has; the p values of all of them are
 * corrected together (Holm), so that a plan without any change fails in at most 5 % of its executions.
 */
export function evaluateRelative(
  thresholds: readonly Threshold[],
  trials: readonly TrialRuns[],
  baseline: Baseline | undefined,
): Map<Threshold, ThresholdResult> {
  const judged = thresholds.flatMap((threshold) => judgementsOf(threshold, trials, baseline));
  const adjusted = holm(judged.map(({ p }) => p));
  const isStrict = baseline?.isStrict === true;
  const results = judged.map((one, index) =>
    resultOf(one, adjusted[index] ?? 1, { isStrict, isTestable: judged.length * one.smallest < SIGNIFICANCE }),
  );
  return new Map(
    thresholds.map((threshold) => {
      const ofThis = results.filter((_, index) => judged[index]?.threshold === threshold);
      return [threshold, worstOf(ofThis, threshold) ?? notMeasured(threshold)] as const;
    }),
  );
}

function judgementsOf(threshold: Threshold, trials: readonly TrialRuns[], baseline: Baseline | undefined): Judgement[] {
  const path = metricPath(threshold.metric) ?? threshold.metric;
  return trialsOf(threshold, trials).flatMap(({ id, runs }) => {
    const base = baseline?.trials.find((one) => one.id === id)?.values[path];
    return base === undefined ? [] : [judge(threshold, id, base, valuesOf(runs.filter(isJudged), path))];
  });
}

/**
 * The limit is the baseline times the ratio, or plus the difference, run by run. For `>=` a small p shows that the runs are
 * smaller than the limit, for `<=` that they are larger.
 */
function judge(threshold: Threshold, trial: string, base: readonly number[], now: readonly number[]): Judgement {
  const { against, value, operator } = threshold;
  const change = changeOf(base, now, against);
  const smallest = smallestP(base.length, now.length, "less");
  if (change === null || holds(change, threshold)) return { threshold, trial, base, now, change, p: 1, smallest };
  const limit = base.map((one) => (against === "ratio" ? one * value : one + value));
  const { p } = mannWhitney(now, limit, operator.startsWith(">") ? "less" : "greater");
  return { threshold, trial, base, now, change, p, smallest };
}

function changeOf(base: readonly number[], now: readonly number[], against: Threshold["against"]): number | null {
  if (base.length === 0 || now.length === 0) return null;
  const [from, to] = [median([...base]), median([...now])];
  if (against === "difference") return to - from;
  if (from === to) return 1;
  return from === 0 ? null : to / from;
}

function resultOf(
  { threshold, trial, base, now, change, p }: Judgement,
  adjusted: number,
  { isStrict, isTestable }: { readonly isStrict: boolean; readonly isTestable: boolean },
): ThresholdResult {
  const { expression, metric, against } = threshold;
  const isMissed = change === null || !holds(change, threshold);
  const isShown = p < 1 && adjusted < SIGNIFICANCE;
  // With too few runs nothing can be shown, so a miss is neither a failure nor a pass.
  const isOpen = change === null || (isMissed && !isStrict && !isTestable);
  return {
    expression,
    ok: !isOpen && (isStrict ? !isMissed : !isShown),
    actual: isOpen ? null : change,
    unit: against === "ratio" ? "x" : metricUnit(metricPath(metric) ?? metric),
    trial,
    run: null,
    baseline:
      base.length === 0
        ? null
        : { median: median([...base]), p: isMissed && !isOpen ? adjusted : null, runs: [base.length, now.length] },
  };
}

/** A failed one first, then one that could not be judged, then the one that is nearest to its limit. */
const worstOf = (results: readonly ThresholdResult[], threshold: Threshold): ThresholdResult | undefined =>
  results.toSorted(
    (a, b) => rank(b) - rank(a) || (badness(b.actual ?? 0, threshold) > badness(a.actual ?? 0, threshold) ? 1 : -1),
  )[0];

const rank = ({ ok, actual }: ThresholdResult): number => (ok ? 0 : actual === null ? 1 : 2);

/** The baseline has none of its trials. */
const notMeasured = ({ expression }: Threshold): ThresholdResult => ({
  expression,
  ok: false,
  actual: null,
  unit: "",
  trial: null,
  run: null,
  baseline: null,
});
