// How many tasks a plan asks of a producer, where the plan alone decides it.
import { createArrivals, shareOfProducer, type TrialSettings } from "@fairhare/workload";

export interface PlannedTasks {
  readonly least: number;
  readonly most: number;
}

/** A producer compares sums with the time of its clock, which may differ from ours by their last digit: nanoseconds. */
const ROUNDING = 1;

/** Null when only the broker's speed decides: a time to publish in and no rate. Producers count from 1. */
export function plannedTasks(settings: TrialSettings, producer: number): PlannedTasks | null {
  const { tasks, timeSeconds } = settings;
  const share = shareOfProducer(producer, settings);
  if (timeSeconds === null) return tasks === null ? null : { least: share, most: share };
  const arrivals = createArrivals(settings, producer);
  if (arrivals === undefined) return null;
  const end = timeSeconds * 1e9;
  let least = 0;
  let most = 0;
  while (most < share) {
    const at = arrivals.next();
    if (at >= end + ROUNDING || at === end) break;
    most++;
    if (at < end - ROUNDING) least++;
  }
  return { least, most };
}
