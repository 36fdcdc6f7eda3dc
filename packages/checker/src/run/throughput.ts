// The rates at which tasks were published, confirmed and completed.
import type { RunResult } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { Attempt } from "../history/attempt-table.ts";
import { ledgerOf } from "../ledger/ledger.ts";
import { measurementOf } from "./makespan.ts";

export const checkThroughput: Checker<RunResult["throughput"]> = (history, settings) => {
  const { table, firstConfirmedAt, lastConfirmedAt } = history.attempts;
  const { completed, confirmed, failed, foreignCompleted } = ledgerOf(history, settings).ledger;
  const { makespan } = measurementOf(history, settings);
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
    completedPerSecond: rateOver(makespan, settings.trial.producers === 0 ? foreignCompleted : completed),
    failedPerSecond: rateOver(makespan, failed),
    window: "measure",
  };
};

/** (n − 1) / duration: n events have n − 1 intervals between the first and the last. */
const rateBetween = (events: number, duration: number): number | null =>
  events > 1 && duration > 0 ? (events - 1) / (duration / 1e9) : null;

const rateOver = (duration: number | null, events: number): number | null =>
  duration !== null && duration > 0 ? events / (duration / 1e9) : null;
