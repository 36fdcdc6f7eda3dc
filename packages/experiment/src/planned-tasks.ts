// How many tasks a trial's settings ask for, worked out before the run and known after it.
import { createArrivals } from "./arrivals.ts";
import type { TrialSettings } from "./settings.ts";

export type PlannedTasksSettings = Pick<
  TrialSettings,
  "tasks" | "timeSeconds" | "producers" | "ratePerSecond" | "pace" | "seed"
>;

/**
 * Over all producers: `tasks`, or as many as the schedule has before `timeSeconds`, whichever is less. Null where
 * only the clock ends the publishing: then the broker decides how many there are.
 */
export function plannedTasks(settings: PlannedTasksSettings): number | null {
  const { tasks, timeSeconds, producers } = settings;
  if (timeSeconds === null) return tasks;
  let planned = 0;
  for (let producer = 1; producer <= producers; producer++) {
    const arrivals = createArrivals(settings, producer);
    if (arrivals === undefined) return null;
    const share = tasks === null ? Infinity : Math.max(0, Math.ceil((tasks - producer + 1) / producers));
    let count = 0;
    // To the whole nanosecond, as a producer's clock may round the last one out of the time.
    while (count < share && Math.round(arrivals.next()) < timeSeconds * 1e9) count++;
    planned += count;
  }
  return planned;
}
