// The timeline of a run: publishes, completions and their latency in windows of a round length, and the queue as the broker
// reported it.
import type { RunResult } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { Attempt } from "../history/tasks/attempt-table.ts";
import { LatencyRecorder } from "../history/latency-recorder.ts";
import type { Series } from "../history/orchestrator-log.ts";
import { Work } from "../history/tasks/work-table.ts";
import { measurementOf } from "./makespan.ts";

/** Most windows of a timeline. Rounding their length up to 1, 2 or 5 leaves 40 to 100 of them. */
const MAX_WINDOWS = 100;
/** Most points of a series. */
const MAX_POINTS = 500;

type Timeline = RunResult["timeline"];

export const checkTimeline: Checker<Timeline> = (history, settings) => {
  const { table: attempts } = history.attempts;
  const { table: work } = history.executions;
  const { start, end: completedBy } = measurementOf(history, settings);
  const end = Math.max(start, completedBy, lastAttempt(attempts.at));
  const windowMs = roundWindowMs((end - start) / 1e6);
  const windows = Math.floor((end - start) / 1e6 / windowMs) + 1;
  const published = Array.from({ length: windows }, () => 0);
  const completed = Array.from({ length: windows }, () => 0);
  const recorders = Array.from({ length: windows }, () => new LatencyRecorder(2));
  const windowOf = (at: number): number => Math.floor((at - start) / 1e6 / windowMs);
  const count = (into: number[], at: number): void => {
    const index = windowOf(at);
    const before = into[index];
    if (before !== undefined) into[index] = before + 1;
  };
  for (let task = 1; task <= attempts.last; task++) {
    if (attempts.is(task, Attempt.attempted)) count(published, attempts.attemptedAt(task));
    if (!work.is(task, Work.completed)) continue;
    const completedAt = work.firstCompletedAt[task] ?? 0;
    count(completed, completedAt);
    const intended = attempts.intendedAt[task] ?? 0;
    if (intended > 0 && attempts.is(task, Attempt.attempted))
      recorders[windowOf(completedAt)]?.record(completedAt - intended);
  }
  if (settings.trial.producers === 0) for (const at of history.executions.foreignCompletedAt) count(completed, at);
  const latencies = recorders.map((recorder) => recorder.toLatency());
  const series = (points: Series): [number, number][] => thin(points.map(([at, value]) => [(at - start) / 1e6, value]));
  const { depths, unacked, queueMemory, brokerMemory } = history.log;
  return {
    windowMs,
    published,
    completed,
    endToEndMs: {
      p50: latencies.map(({ p50 }) => p50),
      p95: latencies.map(({ p95 }) => p95),
      p99: latencies.map(({ p99 }) => p99),
      max: latencies.map(({ max }) => max),
    },
    ready: series(depths),
    unacked: series(unacked),
    queueMemoryBytes: series(queueMemory),
    brokerMemoryBytes: series(brokerMemory),
  };
};

/** Nanoseconds. */
const lastAttempt = (times: Float64Array): number => times.reduce((a, b) => Math.max(a, b), 0);

/** `durationMs` / 100, rounded up to 1, 2 or 5 times a power of ten; at least 1 µs. */
export function roundWindowMs(durationMs: number): number {
  const wanted = Math.max(durationMs / MAX_WINDOWS, 1e-3);
  const exponent = Math.floor(Math.log10(wanted));
  for (const step of [1, 2, 5]) {
    const window = step * 10 ** exponent;
    if (window >= wanted * (1 - 1e-9)) return window;
  }
  return 10 ** (exponent + 1);
}

/** Keeps the highest point of each group, so that the peaks stay. */
function thin(points: [number, number][]): [number, number][] {
  const group = Math.ceil(points.length / MAX_POINTS);
  if (group <= 1) return points;
  const kept: [number, number][] = [];
  for (let from = 0; from < points.length; from += group) {
    kept.push(points.slice(from, from + group).reduce((a, b) => (b[1] > a[1] ? b : a)));
  }
  return kept;
}
