// One trial in one sentence of plain words: what happened, whether it was fair, what it cost, what was lost.
import type { RunResult, TrialResult } from "@fairhare/results";
import { formatCount, formatJain, formatMs, formatNumber, formatRatio } from "./format.ts";
import { BOUND_RATIO, COMPLETED_PER_SECOND, JAIN_TASKS, MAKESPAN, medianOf, P99, typicalRun } from "./metrics.ts";
import { brokerPhrases, connectionPhrases, joinPhrases } from "./words/fault-words.ts";
import { fleetPhrases } from "./words/fleet-words.ts";
import { counted } from "./words/list-words.ts";
import { lossPhrases } from "./words/loss-words.ts";
import { missingRunsPhrase } from "./words/missing-words.ts";
import { trialLabel } from "./words/setting-words.ts";
import { sharePhrase } from "./words/share-words.ts";

/** `prefetch 1: even work — each of the 4 workers did 24–26 % of it; makespan 1.02× the bound; nothing lost.` */
export function verdictSentence(trial: TrialResult): string {
  return `${trialLabel(trial)}: ${verdictWords(trial)}`;
}

/** The same without the trial's name, for where it stands under its own heading. */
export function verdictWords(trial: TrialResult): string {
  const { runs } = trial;
  if (runs.length === 0) return "unknown — no run was finished, so nothing can be said.";
  if (runs.every(isUnknown)) return unknownWords(runs);
  return `${[...eventPhrases(trial), ...workPhrases(trial), ...lossPhrases(trial), ...unknownRuns(trial)].join("; ")}.`;
}

/** What was broken, as one run met it. What not every run met in these words has that run's number. */
function eventPhrases(trial: TrialResult): string[] {
  const shown = typicalRun(trial);
  if (shown === undefined) return [];
  const seats = {
    workers: Number(trial.settings["workers"] ?? shown.workers.length),
    workersPerProcess: Number(trial.settings["workersPerProcess"] ?? 1),
  };
  const eventsOf = (run: RunResult): string[] => [
    ...joinPhrases(run),
    ...fleetPhrases(run, seats),
    ...brokerPhrases(run),
    ...connectionPhrases(run),
  ];
  const all = trial.runs.map((run) => new Set(eventsOf(run)));
  return eventsOf(shown).map((phrase) =>
    all.every((events) => events.has(phrase)) ? phrase : `${phrase} (in run ${shown.run})`,
  );
}

function workPhrases(trial: TrialResult): string[] {
  if (totalOf(trial.runs, "attempted") === 0) return [];
  if (totalOf(trial.runs, "completed") === 0) return ["no task was completed"];
  if (trial.settings["work"] === "none") return throughputPhrases(trial);
  const ratio = medianOf(trial, BOUND_RATIO);
  return [
    sharePhrase(trial),
    ratio === null ? `makespan ${formatMs(medianOf(trial, MAKESPAN))}` : `makespan ${formatRatio(ratio)} the bound`,
  ];
}

/** Without work there is no busy time to share: what is left is how many tasks went through, and to whom. */
function throughputPhrases(trial: TrialResult): string[] {
  const perSecond = formatNumber(medianOf(trial, COMPLETED_PER_SECOND));
  const workers = Math.max(...trial.runs.map((run) => run.workers.length));
  const p99 = medianOf(trial, P99);
  const evenness =
    workers > 1
      ? [
          `counts ${formatJain(medianOf(trial, JAIN_TASKS))} by Jain's index (tasks cost nothing, so there is no busy time to share)`,
        ]
      : [];
  return [
    `${perSecond} tasks/s went through ${counted(workers, "worker")}`,
    ...evenness,
    ...(p99 === null ? [] : [`p99 ${formatMs(p99)} from send to done`]),
  ];
}

/** Of all runs together: none of them could be judged. */
function unknownWords(runs: readonly RunResult[]): string {
  const attempted = totalOf(runs, "attempted");
  const completed = totalOf(runs, "completed");
  const remaining = totalOf(runs, "remaining");
  const unknown = totalOf(runs, "unknown");
  const [gap] = runs.flatMap(({ evidence }) => evidence.gaps);
  // What is missing from the evidence was not left undone.
  if (remaining > 0 && gap !== undefined)
    return `unknown — the evidence is incomplete, so neither loss nor makespan can be judged (${withoutStop(gap)}).`;
  if (remaining > 0) {
    const cut = runs.filter(({ ledger }) => ledger.remaining > 0);
    const were = completed === 1 ? "was" : "were";
    return `unknown — ${cutShort(cut.length, runs.length)} with ${formatCount(remaining)} of ${counted(attempted, "task")} unfinished, so neither loss nor makespan can be judged; ${formatCount(completed)} ${were} completed until then${reasonOf(cut)}.`;
  }
  const done = attempted > 0 && completed === 0 ? "no task was completed, and " : "";
  if (unknown > 0)
    return `unknown — ${done}${counted(unknown, "task")} had neither a confirm nor a completion, so whether anything was lost cannot be said${reasonOf(runs.filter(({ ledger }) => ledger.unknown > 0))}.`;
  return `unknown — ${done}nothing can be said about loss${reasonOf(runs) || " (the checker could not decide)"}.`;
}

function cutShort(cut: number, runs: number): string {
  if (runs === 1) return "the run was cut short";
  if (cut < runs) return `${cut} of ${runs} runs ${cut === 1 ? "was" : "were"} cut short`;
  return `${runs === 2 ? "both" : `all ${runs}`} runs were cut short`;
}

function unknownRuns(trial: TrialResult): string[] {
  const { runs } = trial;
  const unknown = runs.filter(isUnknown);
  const missing = missingRunsPhrase([trial]);
  return [
    ...(unknown.length > 0 ? [`${unknown.length} of ${runs.length} runs unknown${reasonOf(unknown)}`] : []),
    ...(missing === null ? [] : [missing]),
  ];
}

/** The first warning of the first run that has one; a run that was cut short begins with the reason. */
function reasonOf(runs: readonly RunResult[]): string {
  const warning = runs.find(({ warnings }) => warnings.length > 0)?.warnings[0];
  return warning === undefined ? "" : ` (${withoutStop(warning)})`;
}

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, "");

const isUnknown = ({ verdict }: RunResult): boolean => verdict === "unknown";

const totalOf = (runs: readonly RunResult[], key: "attempted" | "completed" | "remaining" | "unknown"): number =>
  runs.reduce((sum, { ledger }) => sum + ledger[key], 0);
