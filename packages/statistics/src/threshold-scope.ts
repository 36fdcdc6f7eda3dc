// What a threshold is judged by: its trials, the runs that count, and which of two values is worse.
import { assertNever } from "@fairhare/core";
import type { RunResult } from "@fairhare/results";
import type { Threshold } from "@fairhare/workload";
import type { TrialRuns } from "./compare.ts";

/** The trials that a threshold concerns. */
export const trialsOf = ({ trials: ids }: Threshold, trials: readonly TrialRuns[]): TrialRuns[] =>
  trials.filter(({ id }) => ids === undefined || ids.includes(id));

/** An unknown run proves neither that a threshold holds nor that it fails. */
export const isJudged = ({ verdict }: RunResult): boolean => verdict !== "unknown";

/** How far a value is from satisfying the threshold; larger is worse. */
export function badness(actual: number, { operator, value }: Threshold): number {
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
