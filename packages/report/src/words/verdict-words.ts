// The experiment's verdict and its reason: the thresholds it met or missed, its losses, or the runs that could not be judged.
import type { Results, TrialResult } from "@fairhare/results";
import { assertNever, counted, formatCount } from "@fairhare/core";
import { joinWords } from "./list-words.ts";
import { aloneSide } from "./one-side-words.ts";
import { trialLabel } from "./setting-words.ts";
import { thresholdText } from "./threshold-words.ts";

export function verdictReason(results: Results): string {
  switch (results.verdict) {
    case "pass":
      return `Pass: ${joinWords(passReasons(results))}.`;
    case "fail":
      return `Fail: ${withMissing(joinWords(failReasons(results)) || "a run failed", results)}.`;
    case "unknown":
      return `Unknown: ${unknownReason(results)}.`;
    default:
      return assertNever(results.verdict);
  }
}

function passReasons(results: Results): string[] {
  const lost = totalOf(results, "lost");
  const unknown = totalOf(results, "unknown");
  const count = results.thresholds.length;
  const allowed = [
    ...(lost > 0 ? [`${counted(lost, "task")} lost`] : []),
    ...(unknown > 0 ? [`${counted(unknown, "task")} of unknown fate`] : []),
  ];
  return [
    allowed.length > 0 ? `${joinWords(allowed)}, which this experiment allows` : accounted(results),
    ...(count > 0 ? [count === 1 ? "the threshold holds" : `all ${count} thresholds hold`] : []),
  ];
}

function accounted(results: Results): string {
  if (results.trials.some((one) => aloneSide(one) !== null)) return "one side was measured alone, without its losses";
  if (totalOf(results, "attempted") === 0) return "no task was attempted";
  return totalOf(results, "completed") > 0
    ? "every task is accounted for"
    : "every task is accounted for, although none was completed";
}

function failReasons(results: Results): string[] {
  const lost = totalOf(results, "lost");
  const unexpected = totalOf(results, "unexpected");
  const missed = results.thresholds
    .filter(({ ok }) => !ok)
    .map((one) => `${one.expression}, ${thresholdText(one, results)}`);
  return [
    ...(lost > 0 ? [`${counted(lost, "task")} lost`] : []),
    ...(unexpected > 0 ? [`${counted(unexpected, "task")} completed that this run did not publish`] : []),
    ...(missed.length > 0
      ? [`${missed.length} of ${counted(results.thresholds.length, "threshold")} missed (${missed.join("; ")})`]
      : []),
  ];
}

/** Its name, with how many of its runs it is about where it is not all of them. */
function unknownTrial(trial: TrialResult): string[] {
  const { runs } = trial;
  const unknown = runs.filter(({ verdict }) => verdict === "unknown").length;
  if (runs.length > 0 && unknown === 0) return [];
  return [unknown < runs.length ? `${trialLabel(trial)} (${unknown} of ${runs.length} runs)` : trialLabel(trial)];
}

function unknownReason(results: Results): string {
  const trials = joinWords(results.trials.flatMap(unknownTrial));
  const missing = missingRunsPhrase(results.trials);
  if (missing !== null && trials === "") return missing;
  return withMissing(`${trials || "a run"} could not be judged`, results);
}

function withMissing(reason: string, { trials }: Results): string {
  const missing = missingRunsPhrase(trials);
  return missing === null ? reason : `${reason}; ${missing}`;
}

type Key = "attempted" | "completed" | "lost" | "unknown" | "unexpected";

const totalOf = ({ trials }: Results, key: Key): number =>
  trials.flatMap((trial) => trial.runs).reduce((sum, run) => sum + run.ledger[key], 0);

/** `2 of 6 runs missing`; null when every planned run is there. */
export function missingRunsPhrase(trials: readonly Pick<TrialResult, "runs" | "missingRuns">[]): string | null {
  const missing = trials.reduce((sum, trial) => sum + trial.missingRuns, 0);
  const planned = missing + trials.reduce((sum, { runs }) => sum + runs.length, 0);
  return missing === 0 ? null : `${formatCount(missing)} of ${counted(planned, "run")} missing`;
}
