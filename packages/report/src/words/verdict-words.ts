// The experiment's verdict and its reason: what held, what was missed, or what cannot be said.
import type { Results } from "@fairhare/checker";
import { assertNever } from "@fairhare/core";
import { counted, joinWords } from "./list-words.ts";
import { trialLabel } from "./setting-words.ts";

export function verdictReason(results: Results): string {
  switch (results.verdict) {
    case "pass":
      return `Pass: ${joinWords(passReasons(results))}.`;
    case "fail":
      return `Fail: ${joinWords(failReasons(results)) || "a run failed"}.`;
    case "unknown":
      return `Unknown: ${joinWords(unknownTrials(results)) || "a run"} could not be judged.`;
    default:
      return assertNever(results.verdict);
  }
}

function passReasons(results: Results): string[] {
  const lost = lostTasks(results);
  const count = results.thresholds.length;
  return [
    lost === 0 ? "every task is accounted for" : `${counted(lost, "task")} lost, which this experiment allows`,
    ...(count > 0 ? [count === 1 ? "the threshold holds" : `all ${count} thresholds hold`] : []),
  ];
}

function failReasons(results: Results): string[] {
  const lost = lostTasks(results);
  const missed = results.thresholds.filter((threshold) => !threshold.ok).map((threshold) => threshold.expression);
  return [
    ...(lost > 0 ? [`${counted(lost, "task")} lost`] : []),
    ...(missed.length > 0
      ? [`${missed.length} of ${counted(results.thresholds.length, "threshold")} missed (${missed.join(", ")})`]
      : []),
  ];
}

const unknownTrials = ({ trials }: Results): string[] =>
  trials
    .filter((trial) => trial.runs.length === 0 || trial.runs.some((run) => run.verdict === "unknown"))
    .map(trialLabel);

const lostTasks = ({ trials }: Results): number =>
  trials.flatMap((trial) => trial.runs).reduce((sum, run) => sum + run.ledger.lost, 0);
