// How far a run and its experiment are, and how long they still take: from the plan's lower bounds and the measured
// pace. Pure; the display renders it.
import { leastSeconds, type PlannedRun } from "@fairhare/plan";
import type { LiveView } from "@fairhare/store";
import type { TrialSettings } from "@fairhare/workload";

export interface Forecast {
  /** 0 to 1. */
  readonly fraction: number;
  /** Null when nothing is known yet. */
  readonly leftSeconds: number | null;
}

type RunSettings = Pick<TrialSettings, "tasks" | "timeSeconds">;
type RunProgress = Pick<LiveView, "publishingAt" | "counts" | "pacePerSecond">;

/** `least`: seconds that the run takes at least. `now`: nanoseconds on the clock of the history. */
export function forecastRun(
  { tasks, timeSeconds }: RunSettings,
  { publishingAt, counts, pacePerSecond }: RunProgress,
  { least, now }: { readonly least: number; readonly now: number },
): Forecast {
  if (publishingAt === null) return { fraction: 0, leftSeconds: least > 0 ? least : null };
  const elapsed = Math.max(0, (now - publishingAt) / 1e9);
  const publishing = timeSeconds === null ? 0 : Math.max(0, timeSeconds - elapsed);
  // With a duration and a number of tasks, whichever comes first ends the publishing.
  const open = (timeSeconds === null ? (tasks ?? counts.attempted) : counts.attempted) - counts.completed;
  const working = workingSeconds(Math.max(0, open), pacePerSecond);
  const leftSeconds =
    working === null ? positive(Math.max(publishing, least - elapsed)) : Math.max(publishing, working);
  if (tasks !== null && timeSeconds === null) return { fraction: clamp(counts.completed / tasks), leftSeconds };
  return { fraction: leftSeconds === null ? 0 : shareDone(elapsed, leftSeconds), leftSeconds };
}

function workingSeconds(open: number, pace: number | null): number | null {
  if (open === 0) return pace === null ? null : 0;
  return pace === null || pace === 0 ? null : open / pace;
}

export interface ExperimentProgress {
  /** Lower bounds of all runs in their order, seconds. */
  readonly least: readonly number[];
  /** Number of the current run, from 1. */
  readonly index: number;
  /** Seconds from the begin of the experiment to the begin of this run. */
  readonly before: number;
  /** Seconds since the begin of this run. */
  readonly elapsed: number;
}

/** Assumes that the runs ahead exceed their lower bounds as much as the runs before did, in the mean. */
export function forecastExperiment(run: Forecast, { least, index, before, elapsed }: ExperimentProgress): Forecast {
  const done = index - 1;
  const extra = done === 0 ? 0 : Math.max(0, (before - sum(least.slice(0, done))) / done);
  const ahead = least.slice(index);
  if (run.leftSeconds === null && ahead.length === 0) return { fraction: run.fraction, leftSeconds: null };
  const leftSeconds = (run.leftSeconds ?? 0) + sum(ahead) + extra * ahead.length;
  return { fraction: shareDone(before + elapsed, leftSeconds), leftSeconds };
}

/** The lower bounds of all runs, seconds. Each trial is estimated once. */
export function leastOf(schedule: readonly PlannedRun[]): number[] {
  const known = new Map<string, number>();
  return schedule.map(({ trial }) => {
    const seconds = known.get(trial.id) ?? leastSeconds(trial.settings);
    known.set(trial.id, seconds);
    return seconds;
  });
}

const shareDone = (elapsed: number, left: number): number =>
  elapsed + left === 0 ? 0 : clamp(elapsed / (elapsed + left));

const clamp = (fraction: number): number => Math.min(1, Math.max(0, fraction));
const positive = (seconds: number): number | null => (seconds > 0 ? seconds : null);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
