// How far each trial of an experiment is, by its schedule: runs that are over, the one that goes on, and those to come.
import { oneLine } from "@fairhare/core";
import type { PlannedRun } from "@fairhare/plan";
import { trialLabel } from "@fairhare/report";
import type { Trial } from "@fairhare/workload";

export interface TrialProgress {
  readonly trial: string;
  readonly done: number;
  readonly isRunning: boolean;
  /** Without the one that goes on. */
  readonly toCome: number;
}

export interface ScheduleProgress {
  readonly trials: readonly TrialProgress[];
  /** Trials that are not listed, because there are too many. */
  readonly hidden: number;
}

const TRIALS_AT_MOST = 100;

/** `index`: the run that goes on, from 1; warm-ups count as runs. */
export function scheduleProgress(schedule: readonly PlannedRun[], index: number): ScheduleProgress {
  const byTrial = new Map<string, { trial: string; done: number; isRunning: boolean; toCome: number }>();
  for (const [at, { trial }] of schedule.entries()) {
    let progress = byTrial.get(trial.id);
    if (progress === undefined)
      byTrial.set(trial.id, (progress = { trial: labelOf(trial), done: 0, isRunning: false, toCome: 0 }));
    if (at < index - 1) progress.done++;
    else if (at === index - 1) progress.isRunning = true;
    else progress.toCome++;
  }
  const all = [...byTrial.values()];
  if (all.length <= TRIALS_AT_MOST) return { trials: all, hidden: 0 };
  // Those that are over are in the table of finished runs.
  const open = all.filter(({ isRunning, toCome }) => isRunning || toCome > 0).slice(0, TRIALS_AT_MOST);
  return { trials: open, hidden: all.length - open.length };
}

/** The name of a trial of a matrix is its id; a single trial is named by its fleet. */
export const labelOf = ({ id, settings }: Trial): string =>
  oneLine(id.includes("=") ? id : trialLabel({ varied: [], settings: { ...settings } }));
