// The course of a run in windows of a round length: publishes, completions, and the queue as the broker saw it.
import { Attempt, type AttemptTable } from "../history/attempt-table.ts";
import type { OrchestratorLog } from "../history/orchestrator-log.ts";
import { Work, type WorkTable } from "../history/work-table.ts";
import type { RunResult } from "@fairhare/results";

/** Windows a timeline should have; rounding to 1, 2 or 5 makes it 60 to 150. */
const AIMED_WINDOWS = 100;
const MAX_POINTS = 500;

type Timeline = RunResult["timeline"];

export interface TimelineInput {
  readonly attempts: AttemptTable;
  readonly work: WorkTable;
  /** What the broker said; times in nanoseconds. */
  readonly log: Pick<OrchestratorLog, "depths" | "unacked" | "queueMemory" | "brokerMemory">;
  /** Nanoseconds. */
  readonly start: number;
  readonly end: number;
}

export function timelineOf({ attempts, work, log, start, end }: TimelineInput): Timeline {
  const windowMs = roundWindowMs((end - start) / 1e6);
  const windows = Math.floor((end - start) / 1e6 / windowMs) + 1;
  const published = Array.from({ length: windows }, () => 0);
  const completed = Array.from({ length: windows }, () => 0);
  const count = (into: number[], at: number): void => {
    const index = Math.floor((at - start) / 1e6 / windowMs);
    const before = into[index];
    if (before !== undefined) into[index] = before + 1;
  };
  for (let task = 1; task <= attempts.last; task++) {
    if (attempts.is(task, Attempt.attempted)) count(published, attempts.attemptedAt(task));
    if (work.is(task, Work.completed)) count(completed, work.firstCompletedAt[task] ?? 0);
  }
  const series = (points: TimelineInput["log"]["depths"]): [number, number][] =>
    thin(points.map(([at, value]) => [(at - start) / 1e6, value]));
  return {
    windowMs,
    published,
    completed,
    ready: series(log.depths),
    unacked: series(log.unacked),
    queueMemoryBytes: series(log.queueMemory),
    brokerMemoryBytes: series(log.brokerMemory),
  };
}

/** The number of the form 1, 2 or 5 times a power of ten that is nearest above `durationMs` / 100, at least 1 µs. */
export function roundWindowMs(durationMs: number): number {
  const wanted = Math.max(durationMs / AIMED_WINDOWS, 1e-3);
  const exponent = Math.floor(Math.log10(wanted));
  for (const step of [1, 2, 5]) {
    const window = step * 10 ** exponent;
    if (window >= wanted * (1 - 1e-9)) return window;
  }
  return 10 ** (exponent + 1);
}

/** Too many points to draw: of each group the highest is kept, so that peaks stay. */
function thin(points: [number, number][]): [number, number][] {
  const group = Math.ceil(points.length / MAX_POINTS);
  if (group <= 1) return points;
  const kept: [number, number][] = [];
  for (let from = 0; from < points.length; from += group) {
    kept.push(points.slice(from, from + group).reduce((a, b) => (b[1] > a[1] ? b : a)));
  }
  return kept;
}
