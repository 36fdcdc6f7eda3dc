// Each threshold, judged for one trial alone. results.json has the outcome over all trials; CI systems list tests by
// trial.
import type { Results, TrialResult } from "@fairhare/results";
import { evaluateThresholds } from "@fairhare/statistics";
import type { Threshold } from "@fairhare/workload";

type ThresholdResult = Results["thresholds"][number];

/** Null when the results do not have the plan's thresholds: another version or a script may have written them. */
export function thresholdsOfTrial({ experiment, thresholds }: Results, trial: TrialResult): ThresholdResult[] | null {
  const planned: unknown = experiment["thresholds"];
  if (!Array.isArray(planned) || !planned.every(isThreshold) || planned.length !== thresholds.length) return null;
  return evaluateThresholds(planned, [trial]);
}

const OPERATORS: ReadonlySet<unknown> = new Set<Threshold["operator"]>(["<", "<=", ">", ">=", "==", "!="]);

function isThreshold(value: unknown): value is Threshold {
  if (typeof value !== "object" || value === null) return false;
  const { expression, metric, operator, value: bound } = value as Partial<Record<keyof Threshold, unknown>>;
  return (
    typeof expression === "string" && typeof metric === "string" && typeof bound === "number" && OPERATORS.has(operator)
  );
}
