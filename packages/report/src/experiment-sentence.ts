// The whole experiment in plain words: the verdict with its reason, then the difference between the trials.
import { formatJain, formatNumber, formatRatio } from "@fairhare/core";
import type { Results, TrialResult } from "@fairhare/results";
import { BOUND_RATIO, COMPLETED_PER_SECOND, JAIN_BUSY, JAIN_TASKS, medianOf } from "./metrics.ts";
import { allTrials, capitalised } from "./words/list-words.ts";
import { trialLabel } from "./words/setting-words.ts";
import { type Evenness, evennessOf, isJudged } from "./words/fairness/evenness.ts";
import { verdictReason } from "./words/verdict-words.ts";

/** Trials whose Jain indices differ by less are not ranked. */
const SAME_FAIRNESS_WITHIN = 0.02;
/** Neither are trials whose throughputs have a quotient below this. */
const SAME_THROUGHPUT_WITHIN = 1.02;

export function experimentSentence(results: Results): string {
  // A trial that could not be judged is not ranked: its numbers end where its run broke off.
  const judged = results.trials.filter(({ runs }) => runs.every(({ verdict }) => verdict !== "unknown"));
  return [verdictReason(results), contrast(judged, results.trials.length), inversion(judged)]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** The fairest trial against the least fair; by throughput where tasks cost nothing. */
function contrast(trials: readonly TrialResult[], planned: number): string {
  if (trials.length < 2) return "";
  if (trials.some((trial) => medianOf(trial, JAIN_BUSY) !== null)) return fairnessContrast(trials, planned);
  // A trial that loses tasks is not ranked, however fast it is.
  const faithful = trials.filter(({ runs }) => runs.every(({ ledger }) => ledger.lost === 0));
  const someLost = faithful.length < trials.length;
  const fast = rank(faithful, (trial) => medianOf(trial, COMPLETED_PER_SECOND));
  if (!fast || fast[0].value === 0) return "";
  const [slowest, fastest] = fast;
  if (fastest.value / slowest.value < SAME_THROUGHPUT_WITHIN)
    return `${allOf(faithful.length, someLost ? faithful.length : planned)} ${someLost ? "that lost no task " : ""}have the same throughput, ${span(formatNumber(slowest.value), formatNumber(fastest.value))} tasks/s.`;
  const winner = trialLabel(fastest.trial);
  return `${someLost ? `Among the trials that lost no task, ${winner}` : capitalised(winner)} has the highest throughput, ${formatRatio(fastest.value / slowest.value)} that of ${trialLabel(slowest.trial)}.`;
}

/** Of the trials whose fairness can be judged in every run; the others are left out. */
function fairnessContrast(trials: readonly TrialResult[], planned: number): string {
  const judged = trials.filter(({ runs }) => runs.length > 0 && runs.every(isJudged));
  const fair = rank(judged, (trial) => medianOf(trial, JAIN_BUSY));
  if (!fair) return "";
  const [worst, best] = fair;
  if (best.value - worst.value >= SAME_FAIRNESS_WITHIN)
    return `Fairest: ${trialLabel(best.trial)} (${fairnessNumbers(best)}). Least fair: ${trialLabel(worst.trial)} (${fairnessNumbers(worst)}).`;
  const alike = `Jain's index by busy time is ${span(formatJain(worst.value), formatJain(best.value))}`;
  return `${allOf(judged.length, planned)} ${ALIKE[evennessOf(worst.value)]}: ${alike}${exceptions(judged)}.${countsDiffer(judged, worst.value)}`;
}

const ALIKE: Readonly<Record<Evenness, string>> = {
  even: "are equally fair",
  uneven: "are equally uneven",
  unfair: "are equally unfair",
};

/** Medians that are alike may hide single runs that are not. */
function exceptions(trials: readonly TrialResult[]): string {
  const indices = trials.flatMap(({ runs }) => runs.map(({ fairness }) => fairness.jainBusy ?? 1));
  const [least, most] = [Math.min(...indices), Math.max(...indices)];
  return evennessOf(least) === evennessOf(most)
    ? ""
    : ` in the median, but ${formatJain(least)}–${formatJain(most)} over the single runs`;
}

/** Fair by busy time only: the counts of completed tasks say otherwise. */
function countsDiffer(trials: readonly TrialResult[], jainBusy: number): string {
  const byTasks = rank(trials, (trial) => medianOf(trial, JAIN_TASKS));
  if (!byTasks || evennessOf(jainBusy) === "unfair" || evennessOf(byTasks[0].value) !== "unfair") return "";
  const [least, most] = byTasks;
  return ` By completed tasks they are unfair: Jain's index is ${span(formatJain(least.value), formatJain(most.value))}.`;
}

/** The case that misleads: even counts of tasks over uneven work. */
function inversion(trials: readonly TrialResult[]): string {
  const inverted = trials.find((trial) => {
    if (!trial.runs.every(isJudged)) return false;
    const [tasks, busy] = [medianOf(trial, JAIN_TASKS), medianOf(trial, JAIN_BUSY)];
    return tasks !== null && busy !== null && evennessOf(tasks) === "even" && evennessOf(busy) === "unfair";
  });
  return inverted
    ? `Equal counts of tasks hide the unfair work of ${trialLabel(inverted)} (Jain by tasks ${formatJain(medianOf(inverted, JAIN_TASKS))}).`
    : "";
}

function allOf(trials: number, planned: number): string {
  if (trials < planned) return `${trials} of ${planned} trials`;
  return capitalised(allTrials(trials));
}

const span = (low: string, high: string): string => (low === high ? low : `${low}–${high}`);

interface Ranked {
  readonly trial: TrialResult;
  readonly value: number;
}

/** Least and most; undefined unless at least two trials have the value. */
function rank(
  trials: readonly TrialResult[],
  read: (trial: TrialResult) => number | null,
): [Ranked, Ranked] | undefined {
  const ranked = trials
    .flatMap((trial) => {
      const value = read(trial);
      return value === null ? [] : [{ trial, value }];
    })
    .toSorted((a, b) => a.value - b.value);
  const [least] = ranked;
  const most = ranked.at(-1);
  return least && most && ranked.length > 1 ? [least, most] : undefined;
}

const fairnessNumbers = ({ trial, value }: Ranked): string => {
  const ratio = medianOf(trial, BOUND_RATIO);
  return `Jain's index by busy time ${formatJain(value)}${ratio === null ? "" : `, makespan ${formatRatio(ratio)} the lower bound`}`;
};
