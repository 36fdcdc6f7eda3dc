// One trial in one sentence of plain words: what happened, whether it was fair, what it cost, what was lost.
import type { RunResult, TrialResult } from "@fairhare/checker";
import { formatCount, formatJain, formatMs, formatNumber, formatRatio } from "./format.ts";
import { BOUND_RATIO, COMPLETED_PER_SECOND, JAIN_TASKS, medianOf, typicalRun } from "./metrics.ts";
import { brokerPhrases, connectionPhrases, fleetPhrases, joinPhrases } from "./words/fault-words.ts";
import { counted } from "./words/list-words.ts";
import { lossPhrases } from "./words/loss-words.ts";
import { trialLabel } from "./words/setting-words.ts";
import { sharePhrase } from "./words/share-words.ts";

/** `prefetch 1: even work — each of the 4 workers did 24–26 % of it; makespan 1.02× the bound; nothing lost.` */
export function verdictSentence(trial: TrialResult): string {
  return `${trialLabel(trial)}: ${verdictWords(trial)}`;
}

/** The same without the trial's name, for where it stands under its own heading. */
export function verdictWords(trial: TrialResult): string {
  const run = typicalRun(trial);
  if (!run) return "unknown — no run was finished, so nothing can be said.";
  if (run.verdict === "unknown") return unknownWords(run);
  const parts = trial.settings["work"] === "none" ? throughputPhrases(trial, run) : workPhrases(trial, run);
  const events = [...joinPhrases(run), ...fleetPhrases(run), ...brokerPhrases(run), ...connectionPhrases(run)];
  return `${[...events, ...parts, ...lossPhrases(trial), ...unknownRuns(trial)].join("; ")}.`;
}

function workPhrases(trial: TrialResult, run: RunResult): string[] {
  const ratio = medianOf(trial, BOUND_RATIO);
  return [
    sharePhrase(run),
    ratio === null ? `makespan ${formatMs(run.makespanMs)}` : `makespan ${formatRatio(ratio)} the bound`,
  ];
}

/** Without work there is no busy time to share: what is left is how many tasks went through, and to whom. */
function throughputPhrases(trial: TrialResult, run: RunResult): string[] {
  if (run.ledger.completed === 0) return ["no task was completed"];
  const perSecond = formatNumber(medianOf(trial, COMPLETED_PER_SECOND));
  const workers = counted(run.workers.length, "worker");
  const evenness =
    run.workers.length > 1
      ? [
          `counts ${formatJain(medianOf(trial, JAIN_TASKS))} by Jain's index (tasks cost nothing, so there is no busy time to share)`,
        ]
      : [];
  const { p99 } = run.latencyMs.endToEnd;
  return [
    `${perSecond} tasks/s went through ${workers}`,
    ...evenness,
    ...(p99 === null ? [] : [`p99 ${formatMs(p99)} from send to done`]),
  ];
}

function unknownWords(run: RunResult): string {
  const { attempted, completed, remaining, unknown } = run.ledger;
  const warning = run.warnings[0]?.replace(/\.$/, "");
  if (remaining > 0) {
    return `unknown — the run was cut short with ${formatCount(remaining)} of ${counted(attempted, "task")} unfinished, so neither loss nor makespan can be judged; ${formatCount(completed)} were completed until then${warning ? ` (${warning})` : ""}.`;
  }
  if (unknown > 0)
    return `unknown — ${counted(unknown, "task")} had neither a confirm nor a completion, so whether anything was lost cannot be said${warning ? ` (${warning})` : ""}.`;
  return `unknown — ${warning ?? "the checker could not decide"}, so nothing can be said about loss.`;
}

function unknownRuns({ runs }: TrialResult): string[] {
  const unknown = runs.filter((run) => run.verdict === "unknown").length;
  return unknown > 0 ? [`${unknown} of ${runs.length} runs unknown`] : [];
}
