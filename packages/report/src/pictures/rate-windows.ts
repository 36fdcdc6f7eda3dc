// Counts in windows as rates: windows are merged until an average one counts several events, so that a rate is not the
// distance of two events.
import type { RunResult } from "@fairhare/results";
import { roundStep } from "./axes/axis-ticks.ts";

type Timeline = RunResult["timeline"];

/** Events that an average window should count, and per worker: workers that finish together make a burst. */
const EVENTS_AT_LEAST = 10;
const EVENTS_PER_WORKER = 3;
/** A timeline keeps so many windows even if they count less. */
const WINDOWS_AT_LEAST = 16;
/** A timeline has at most so many, or its steps are too thin to see. */
const WINDOWS_AT_MOST = 75;
/** Share of the last window that must be measured for a rate. */
const WHOLE_ENOUGH = 0.5;

/**
 * Milliseconds. Later than the makespan where publishes went on after the last completion, because the broker refused or
 * lost them.
 */
export function ratesEndMs({ timeline: { published, windowMs }, makespanMs }: RunResult): number {
  const last = published.findLastIndex((count) => count > 0);
  return Math.max(makespanMs ?? 0, last * windowMs);
}

/** Milliseconds: a multiple of the timeline's own window, of the form 1, 2 or 5 times a power of ten. */
export function rateWindowMs({ windowMs, completed }: Timeline, workers: number, endMs: number): number {
  const events = completed.reduce((sum, count) => sum + count, 0);
  if (events === 0) return windowMs;
  const wanted = (Math.max(EVENTS_AT_LEAST, EVENTS_PER_WORKER * workers) * endMs) / events;
  const wide = Math.max(windowMs, endMs / WINDOWS_AT_MOST, Math.min(wanted, endMs / WINDOWS_AT_LEAST));
  let window = roundStep(wide);
  // 2 ms are not a whole number of 5 ms.
  while (!isWhole(window / windowMs)) window = roundStep(window * 1.01);
  return window;
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;

/** Events per second, one point at the end of each window; the rate of the first window also counts at its start. */
export function ratesOf(
  counts: readonly number[],
  { windowMs, mergedMs, endMs }: { windowMs: number; mergedMs: number; endMs: number },
): [number, number][] {
  const factor = Math.round(mergedMs / windowMs);
  const points: [number, number][] = [];
  for (let from = 0; from * windowMs < endMs && from < counts.length; from += factor) {
    const coveredMs = Math.min(mergedMs, endMs - from * windowMs);
    if (coveredMs < WHOLE_ENOUGH * mergedMs) break;
    const count = counts.slice(from, from + factor).reduce((sum, one) => sum + one, 0);
    points.push([from * windowMs + coveredMs, (count / coveredMs) * 1000]);
  }
  const [first] = points;
  return first ? [[0, first[1]], ...points] : [];
}
