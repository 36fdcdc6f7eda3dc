// The workers whose start delay (--start-jitter, --ramp-up) was not over when the last task was completed: nobody can say
// whether the broker would have been fair to them.
import { startDelayMs } from "@fairhare/workload";
import type { Checker } from "../checker.ts";
import { measurementOf } from "../run/makespan.ts";

/** Numbers of the slots with a start delay and without a consumer before the end of the makespan. */
export const unbegunSlots: Checker<number[]> = (history, settings) => {
  const { trial } = settings;
  const { slots } = history.executions;
  const { end } = measurementOf(history, settings);
  const unbegun: number[] = [];
  for (let slot = 1; slot <= Math.min(slots.slots, trial.workers); slot++) {
    const begunAt = slots.consumingAt[slot] ?? 0;
    if (startDelayMs(trial, slot) > 0 && (begunAt === 0 || begunAt >= end)) unbegun.push(slot);
  }
  return unbegun;
};
