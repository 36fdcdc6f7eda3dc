// Thresholds that a trial could not measure, and that would never hold there: they are refused before the run.
import {
  hasOneActiveWorker,
  mayHavePriority,
  type Threshold,
  type Trial,
  type TrialSettings,
} from "@fairhare/workload";
import type { PlanProblems } from "../mistakes/mistake.ts";

/** Metrics of how the work is shared. */
const OF_SHARES =
  /^(fairness\.(jainTasks|jainBusy|idleWhileBacklogMs|dispatchBreaks)|(worstQueue|queue\.\d+)\.jain(Tasks|Busy))$/;

export function refuseUnmeasurable(
  trials: readonly Trial[],
  thresholds: readonly Threshold[],
  problems: PlanProblems,
): void {
  for (const threshold of thresholds) {
    const { trials: selected } = threshold;
    const concerned = trials.filter(({ id }) => selected === undefined || selected.includes(id));
    const place = `--threshold ${threshold.expression}`;
    const settings = concerned.map((trial) => trial.settings);
    fairnessOfOne(threshold, place, settings, problems);
    unpublishedPriority(threshold, place, settings, problems);
    missingQueue(threshold, place, settings, problems);
  }
}

type Refuse = (threshold: Threshold, place: string, settings: readonly TrialSettings[], problems: PlanProblems) => void;

/** It would fail in every run, and not because of an unfair dispatch. */
const fairnessOfOne: Refuse = ({ metric }, place, settings, problems) => {
  if (OF_SHARES.test(metric) && settings.some(hasOneActiveWorker))
    problems.mistake(
      `${place} with --single-active-consumer`,
      "One worker is active at a time, so fairness is not measured. Remove one of them.",
    );
};

const unpublishedPriority: Refuse = ({ metric }, place, settings, problems) => {
  const [, level] = /^latencyByPriorityMs\.(\d+)\./.exec(metric) ?? [];
  if (level !== undefined && !settings.every((trial) => mayHavePriority(trial, Number(level))))
    problems.mistake(
      place,
      `No message of ${settings.length === 1 ? "the trial" : "a trial"} has priority ${level}. Use a priority of --priority.`,
    );
};

const missingQueue: Refuse = ({ metric }, place, settings, problems) => {
  const [, queue] = /^queue\.(\d+)\./.exec(metric) ?? [];
  const fewest = Math.min(...settings.map(({ queues }) => queues));
  if (queue !== undefined && Number(queue) > fewest)
    problems.mistake(
      place,
      `There is no queue ${queue}: ${settings.length === 1 ? "the trial" : "a trial"} has ${fewest === 1 ? "one queue" : `${fewest} queues`}. Use ${fewest === 1 ? "1" : `a number from 1 to ${fewest}`}, or set --queues.`,
    );
};
