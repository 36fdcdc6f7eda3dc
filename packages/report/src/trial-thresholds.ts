// Each threshold, judged for one trial alone. results.json has the outcome over all trials; CI systems list tests by
// trial.
import type { Results, ThresholdResult, TrialResult } from "@fairhare/results";
import { evaluateThresholds } from "@fairhare/statistics";
import { type Threshold, thresholdsFor } from "@fairhare/workload";

/**
 * The absolute thresholds that concern the trial; a relative one stands in the results with its correction for all trials.
 * Null when the results do not have the plan's thresholds: another version or a script may have written them.
 */
export function thresholdsOfTrial({ experiment, thresholds }: Results, trial: TrialResult): ThresholdResult[] | null {
  const planned: unknown = experiment["thresholds"];
  if (!Array.isArray(planned) || !planned.every(isThreshold) || planned.length !== thresholds.length) return null;
  const own = thresholdsFor(planned, trial.id);
  const judged = evaluateThresholds(
    own.filter(({ against }) => against === undefined),
    [trial],
  );
  const relative = new Set(own.flatMap(({ against, expression }) => (against === undefined ? [] : [expression])));
  return [...judged, ...thresholds.filter((one) => relative.has(one.expression) && one.trial === trial.id)];
}

const OPERATORS: ReadonlySet<unknown> = new Set<Threshold["operator"]>(["<", "<=", ">", ">=", "==", "!="]);

function isThreshold(value: unknown): value is Threshold {
  if (typeof value !== "object" || value === null) return false;
  const { expression, metric, operator, value: bound, trials } = value as Partial<Record<keyof Threshold, unknown>>;
  return (
    typeof expression === "string" &&
    typeof metric === "string" &&
    typeof bound === "number" &&
    OPERATORS.has(operator) &&
    (trials === undefined || Array.isArray(trials))
  );
}
