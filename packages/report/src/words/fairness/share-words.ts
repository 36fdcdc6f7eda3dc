// The fairness of a trial in words: the range of shares of an even fleet, the busy and the idle workers of an uneven one.
// The numbers are medians over the runs; workers are named only if they are the same in all runs.
import { counted, formatCount, formatJain, formatPercent } from "@fairhare/core";
import type { RunResult, TrialResult, WorkerResult } from "@fairhare/results";
import { hasOneActiveWorker, prefersWorkers } from "@fairhare/workload";
import { JAIN_TASKS, medianOf, medianOver } from "../../metrics.ts";
import {
  common,
  completionsOf,
  evennessOf,
  hasDeaths,
  isJudged,
  jainOfLiving,
  jainPhrase,
  JUDGED_FROM_TASKS,
  livingOf,
  rangeOfShares,
  sum,
} from "./evenness.ts";
import { joinWords, type VerdictPart } from "../list-words.ts";
import { unevenPart } from "./uneven-words.ts";

/** `Even: each of the 4 workers did 24–26 % of the work (Jain by busy time 0.999)`. */
export function sharePart(trial: TrialResult): VerdictPart {
  if (hasOneActiveWorker(trial.settings)) return { says: oneActive(trial.settings["queues"]), advice: [] };
  const runs = trial.runs.filter((run) => jainOfLiving(run) !== null);
  const index = medianOver(runs, jainOfLiving);
  if (index === null) return { says: "No work: the workers recorded no busy time", advice: [] };
  if (runs.every((run) => livingOf(run).length === 1)) return { says: alonePhrase(runs), advice: [] };
  if (prefersWorkers(trial.settings)) return { says: preferredPhrase(trial, runs), advice: [] };
  if (!runs.every(isJudged)) return fewTasks(trial, runs);
  const evenness = evennessOf(index);
  if (evenness === "even") return { says: evenPhrase(trial, runs), advice: [] };
  return unevenPart(trial, runs, evenness);
}

const oneActive = (queues: unknown): string =>
  `One worker${queues === 1 || queues === undefined ? "" : " of each queue"} active at a time (single active consumer), so there is nothing to share`;

/** Uneven shares are the purpose of consumer priorities, so that nothing is wrong and no prefetch is the cause. */
function preferredPhrase({ settings }: TrialResult, runs: readonly RunResult[]): string {
  const list: unknown = settings["consumerPriorities"];
  const priorities = Array.isArray(list) ? list.map(Number) : [0];
  const priorityOf = ({ slot }: WorkerResult): number => priorities[(slot - 1) % priorities.length] ?? 0;
  const workers = runs.flatMap((run) => run.workers);
  const levels = [...new Set(workers.map(priorityOf))].toSorted((a, b) => b - a);
  const phrases = levels.map((level) => {
    const share = medianOver(runs, (run) =>
      sum(
        run.workers.filter((worker) => priorityOf(worker) === level),
        ({ busyShare }) => busyShare ?? 0,
      ),
    );
    const members = Math.max(...runs.map((run) => run.workers.filter((worker) => priorityOf(worker) === level).length));
    return `${counted(members, "worker")} of priority ${level} did ${formatPercent(share)}`;
  });
  return `Shared by consumer priority: ${joinWords(phrases)} of the work, which the priorities ask for (${jainPhrase(runs)})`;
}

function alonePhrase(runs: readonly RunResult[]): string {
  if (runs.every(({ workers }) => workers.length === 1))
    return "One worker: it did all of the work, so there is nothing to share";
  const share = medianOver(runs, (run) => livingOf(run)[0]?.busyShare ?? null);
  return `One surviving worker: it did ${formatPercent(share)} of the work`;
}

function fewTasks({ settings }: TrialResult, runs: readonly RunResult[]): VerdictPart {
  const completed = medianOver(runs, completionsOf);
  const workers = medianOver(runs, (run) => livingOf(run).length) ?? 0;
  const needed = formatCount(JUDGED_FROM_TASKS * workers);
  return {
    says: `Too few tasks to judge fairness: ${formatCount(completed)} completed by ${formatCount(workers)} workers, at least ${needed} needed`,
    advice: [typeof settings["tasks"] === "number" ? `Set --tasks ${needed} or more.` : "Raise --time."],
  };
}

function evenPhrase(trial: TrialResult, runs: readonly RunResult[]): string {
  const fleet = common(runs.map((run) => livingOf(run).length));
  const survived = hasDeaths(runs) ? "surviving " : "";
  return `Even: each of the ${fleet === null ? "" : `${formatCount(fleet)} `}${survived}workers did ${rangeOfShares(runs)} of the work (${jainPhrase(runs)})${countsDiffer(trial)}`;
}

/** Even busy time over unequal counts of tasks. */
function countsDiffer(trial: TrialResult): string {
  const tasks = medianOf(trial, JAIN_TASKS);
  return tasks !== null && evennessOf(tasks) === "unfair"
    ? `, although they completed unequal numbers of tasks (Jain by tasks ${formatJain(tasks)})`
    : "";
}
