// The least time a run can take, for the plan line and the remaining time; no model of the broker in it.
import { createWorkload, type TrialSettings } from "@fairhare/workload";
import { toMilliseconds } from "@fairhare/core";

/** Summing more costs than this takes longer than the estimate is worth; the rest is extrapolated. */
const SUMMED_TASKS = 100_000;

/**
 * Seconds: publishing at the rate or for the time, or the work spread evenly over all executors, whichever
 * is longer. Start-up, the broker's share and an uneven distribution come on top.
 */
export function leastSeconds(settings: TrialSettings): number {
  const { tasks, timeSeconds, ratePerSecond, producers, workers, workerConcurrency } = settings;
  const publishable = ratePerSecond === null ? null : ratePerSecond * producers;
  const counted = tasks ?? (publishable === null ? 0 : Math.floor(publishable * (timeSeconds ?? 0)));
  const publishing = Math.min(
    timeSeconds ?? Infinity,
    tasks === null || publishable === null ? (timeSeconds ?? 0) : tasks / publishable,
  );
  const working = sumOfCosts(settings, counted) / 1_000 / (workers * workerConcurrency);
  return settings.backlog ? publishing + working : Math.max(publishing, working);
}

/** Milliseconds. */
function sumOfCosts(settings: TrialSettings, tasks: number): number {
  const workload = createWorkload(settings);
  const summed = Math.min(tasks, SUMMED_TASKS);
  let sum = 0;
  for (let task = 1; task <= summed; task++) sum += toMilliseconds(workload.cost(task));
  return summed === 0 ? 0 : (sum / summed) * tasks;
}
