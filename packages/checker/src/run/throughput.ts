// How fast tasks were published, confirmed and completed over the measurement.
import { Attempt } from "../history/attempt-table.ts";
import type { Attempts } from "../history/attempts.ts";
import type { RunResult } from "@fairhare/results";

/** `makespan` in nanoseconds; null when nothing was completed. */
export function throughputOf(
  attempts: Attempts,
  completed: number,
  confirmed: number,
  failed: number,
  makespan: number | null,
): RunResult["throughput"] {
  const { table, firstConfirmedAt, lastConfirmedAt } = attempts;
  let first = Infinity;
  let last = -Infinity;
  for (let task = 1; task <= table.last; task++) {
    if (!table.is(task, Attempt.attempted)) continue;
    const at = table.attemptedAt(task);
    if (at < first) first = at;
    if (at > last) last = at;
  }
  return {
    publishedPerSecond: rateBetween(table.count, last - first),
    confirmedPerSecond: rateBetween(confirmed, lastConfirmedAt - firstConfirmedAt),
    completedPerSecond: rateOver(makespan, completed),
    failedPerSecond: rateOver(makespan, failed),
    window: "measure",
  };
}

/** n events have n − 1 intervals between the first and the last. */
const rateBetween = (events: number, duration: number): number | null =>
  events > 1 && duration > 0 ? (events - 1) / (duration / 1e9) : null;

const rateOver = (duration: number | null, events: number): number | null =>
  duration !== null && duration > 0 ? events / (duration / 1e9) : null;
