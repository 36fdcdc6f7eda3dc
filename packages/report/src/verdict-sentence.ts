// One trial in plain words, for an operator: each finding with its number and its cause, then what to do about it.
// The words of each kind of finding are in words/; the verdict of the whole experiment is in experiment-sentence.ts.
import { counted, formatCount, formatJain, formatMs, formatNumber, formatRatio } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { BOUND_RATIO, COMPLETED_PER_SECOND, JAIN_TASKS, MAKESPAN, medianOf, P99, typicalRun } from "./metrics.ts";
import { agentPhrases, brokerPhrases, connectionPhrases, joinPhrases, nodePhrases } from "./words/fault-words.ts";
import { fleetPhrases } from "./words/fleet-words.ts";
import { capitalised, type VerdictPart } from "./words/list-words.ts";
import { saturation } from "./words/fairness/load-words.ts";
import { lossParts, losslessPhrase, refusedParts, taskParts } from "./words/loss-words.ts";
import { aloneSide, consumedPart, publishedPart } from "./words/one-side-words.ts";
import { missingRunsPhrase } from "./words/verdict-words.ts";
import { trialLabel } from "./words/setting-words.ts";
import { sharePart } from "./words/fairness/share-words.ts";
import { isUnknown, reasonOf, unknownPart } from "./words/unknown-words.ts";

/** `prefetch 1 — Even: each of the 4 workers did 24–26 % of the work (Jain by busy time 0.999). Makespan …` */
export function verdictSentence(trial: TrialResult): string {
  return `${trialLabel(trial)} — ${verdictWords(trial)}`;
}

/** The same without the trial's name, for a text under the trial's own heading. The worst finding comes first. */
export function verdictWords(trial: TrialResult): string {
  const { runs } = trial;
  if (runs.length === 0) return "Unknown: no run was completed and stored. Run the experiment again.";
  // What the broker answered and which faults happened are facts, whether or not the end of every task is known.
  if (runs.every(isUnknown)) return sentences([unknownPart(runs), ...refusedParts(trial)], [faults(trial)]);
  const [losses, ends] = [lossParts(trial), taskParts(trial)];
  const findings = [...losses, ...workParts(trial, losses.length + ends.length > 0), ...ends];
  return sentences(findings, [numbers(trial), faults(trial), ...unknownRuns(trial)]);
}

function sentences(findings: readonly VerdictPart[], facts: readonly string[]): string {
  const advice = new Set(findings.flatMap((finding) => finding.advice));
  return [...findings.map(({ says }) => `${says}.`), ...facts.filter((fact) => fact !== ""), ...advice].join(" ");
}

/** Without a completed task, the other findings are the cause; without any of them the warnings may have it. */
function workParts(trial: TrialResult, isExplained: boolean): VerdictPart[] {
  const side = aloneSide(trial);
  if (side === "producers") return [publishedPart(trial.runs)];
  if (side === "workers")
    return [consumedPart(trial.runs), trial.settings["work"] === "none" ? throughput(trial) : sharePart(trial)];
  const advice = isExplained ? [] : ["Read the warnings of this run for the cause."];
  const attempted = totalOf(trial.runs, "attempted");
  if (attempted === 0) return [{ says: "No work: no task was attempted", advice }];
  // All tasks are lost, as the verdict has said already.
  if (totalOf(trial.runs, "lost") === attempted) return [];
  if (totalOf(trial.runs, "completed") === 0)
    return [{ says: `No work: none of ${counted(attempted, "attempted task")} was completed`, advice }];
  if (trial.settings["work"] === "none") return [throughput(trial)];
  return [...saturation(trial), sharePart(trial)];
}

/** Tasks without work have no busy time to share: their verdict is how many were completed a second, and by whom. */
function throughput(trial: TrialResult): VerdictPart {
  const perSecond = formatNumber(medianOf(trial, COMPLETED_PER_SECOND));
  const workers = Math.max(...trial.runs.map((run) => run.workers.length));
  const p99 = medianOf(trial, P99);
  const evenness = workers > 1 ? [`Jain by tasks ${formatJain(medianOf(trial, JAIN_TASKS))}`] : [];
  const latency = p99 === null ? [] : [`p99 latency ${formatMs(p99)} end to end`];
  const says = [`Throughput: ${perSecond} tasks/s with ${counted(workers, "worker")}`, ...latency, ...evenness].join(
    ", ",
  );
  return { says, advice: [] };
}

/** `Makespan 1.02× the lower bound; no task lost.` */
function numbers(trial: TrialResult): string {
  const { runs } = trial;
  if (totalOf(runs, "attempted") === 0 || aloneSide(trial) !== null) return "";
  const hasMakespan = totalOf(runs, "completed") > 0 && trial.settings["work"] !== "none";
  const ratio = medianOf(trial, BOUND_RATIO);
  const makespan = ratio === null ? formatMs(medianOf(trial, MAKESPAN)) : `${formatRatio(ratio)} the lower bound`;
  return sentenceOf([...(hasMakespan ? [`makespan ${makespan}`] : []), ...losslessPhrase(runs)]);
}

/** Faults, joins and deaths of one run. A phrase that does not hold for every run has the number of its run. */
function faults(trial: TrialResult): string {
  const shown = typicalRun(trial);
  if (shown === undefined) return "";
  const seats = {
    workers: Number(trial.settings["workers"] ?? shown.workers.length),
    workersPerProcess: Number(trial.settings["workersPerProcess"] ?? 1),
  };
  const eventsOf = (run: RunResult): string[] => [
    ...joinPhrases(run),
    ...fleetPhrases(run, seats),
    ...agentPhrases(run),
    ...brokerPhrases(run),
    ...nodePhrases(run),
    ...connectionPhrases(run),
  ];
  const all = trial.runs.map((run) => new Set(eventsOf(run)));
  const phrases = eventsOf(shown).map((phrase) =>
    all.every((events) => events.has(phrase)) ? phrase : `${phrase} (in run ${shown.run})`,
  );
  return phrases.length > 0 ? `Events: ${phrases.join("; ")}.` : "";
}

function unknownRuns(trial: TrialResult): string[] {
  const { runs } = trial;
  const unknown = runs.filter(isUnknown);
  const missing = missingRunsPhrase([trial]);
  const reason = reasonOf(unknown);
  const judged = `${formatCount(unknown.length)} of ${formatCount(runs.length)} runs unknown${reason === "" ? "" : ` (${reason})`}`;
  return [sentenceOf([...(unknown.length > 0 ? [judged] : []), ...(missing === null ? [] : [missing])])];
}

const sentenceOf = (phrases: readonly string[]): string =>
  phrases.length > 0 ? `${capitalised(phrases.join("; "))}.` : "";

const totalOf = (runs: readonly RunResult[], key: "attempted" | "completed" | "lost"): number =>
  runs.reduce((sum, { ledger }) => sum + ledger[key], 0);
