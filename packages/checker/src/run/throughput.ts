// The rates at which tasks were published, confirmed and completed.
import type { RunResult } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { Attempt } from "../history/tasks/attempt-table.ts";
import { ledgerOf } from "../ledger/ledger.ts";
import { measurementOf } from "./makespan.ts";
import { completedBefore, measuredFrom } from "./warm-up.ts";

export const checkThroughput: Checker<RunResult["throughput"]> = (history, settings) => {
  const { table, firstConfirmedAt, lastConfirmedAt } = history.attempts;
  const { confirmed, failed } = ledgerOf(history, settings).ledger;
  const { start, end, makespan } = measurementOf(history, settings);
  const from = measuredFrom(history, settings);
  let published = 0;
  let first = Infinity;
  let last = -Infinity;
  for (let task = 1; task <= table.last; task++) {
    if (!table.is(task, Attempt.attempted)) continue;
    const at = table.attemptedAt(task);
    if (at < from) continue;
    published++;
    if (at < first) first = at;
    if (at > last) last = at;
  }
  return {
    publishedPerSecond: rateBetween(published, last - first),
    confirmedPerSecond: rateBetween(confirmed, lastConfirmedAt - firstConfirmedAt),
    completedPerSecond: rateOver(
      makespan === null ? null : end - Math.max(start, from),
      completedSince(from, history, settings),
    ),
    failedPerSecond: rateOver(makespan, failed),
    window: "measure",
  };
};

/** Of workers alone, the messages of other programs. */
function completedSince(from: number, ...[history, settings]: Parameters<Checker<number>>): number {
  const { completed } = ledgerOf(history, settings).ledger;
  if (settings.trial.producers > 0) return completed - completedBefore(history, from);
  return history.executions.foreignCompletedAt.reduce((count, at) => count + (at >= from ? 1 : 0), 0);
}

/** (n − 1) / duration: n events have n − 1 intervals between the first and the last. */
const rateBetween = (events: number, duration: number): number | null =>
  events > 1 && duration > 0 ? (events - 1) / (duration / 1e9) : null;

const rateOver = (duration: number | null, events: number): number | null =>
  duration !== null && duration > 0 ? events / (duration / 1e9) : null;
