// A lower bound on the duration of a run, for the plan line. It does not model the broker.
import { createWorkload, type Experiment, rateCurve, totalSpeed, type TrialSettings } from "@fairhare/workload";
import { toMilliseconds } from "@fairhare/core";

/** Service times summed exactly; the rest is extrapolated, to keep the estimate fast. */
const SUMMED_TASKS = 100_000;

/** Of all runs, warm-up runs included; see `leastSeconds`. */
export const leastTotalSeconds = ({
  trials,
  repeat,
  warmup,
}: Pick<Experiment, "trials" | "repeat" | "warmup">): number =>
  trials.reduce((sum, { settings }) => sum + leastSeconds(settings), 0) * (repeat + warmup);

/**
 * Seconds: the publishing time, or the total service time divided by the speeds of all executors, whichever is longer.
 * Excludes start-up, broker time and uneven distribution.
 */
export function leastSeconds(settings: TrialSettings): number {
  const { tasks, timeSeconds, ratePerSecond, producers, workers, workerConcurrency } = settings;
  const curve = ratePerSecond === null ? null : rateCurve(ratePerSecond);
  const counted = tasks ?? (curve === null ? 0 : Math.floor(curve.countBy(timeSeconds ?? 0) * producers));
  const publishing = Math.min(
    timeSeconds ?? Infinity,
    tasks === null || curve === null || producers === 0 ? (timeSeconds ?? 0) : curve.secondsFor(tasks / producers),
  );
  if (workers === 0 || producers === 0) return publishing;
  const working = sumOfCosts(settings, counted) / 1_000 / (totalSpeed(settings) * workerConcurrency);
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
