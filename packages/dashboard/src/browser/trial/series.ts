// The lists of results.json as lines: counts per window as rates, samples with gaps where the broker did not answer.
import type { RunResult } from "@fairhare/results";

/** [milliseconds, value]; null breaks the line. */
export type Points = readonly (readonly [number, number | null])[];

/** More windows than this are finer than a chart. */
const WINDOWS_AT_MOST = 120;
const WINDOWS_AT_LEAST = 20;
/** Tasks per window, on average, so that a rate does not jump between 0 and one task. */
const TASKS_PER_WINDOW = 8;
/** A last window that was measured for a smaller share has no rate. */
const WHOLE_ENOUGH = 0.5;
/** The queue is sampled about four times a second. */
const GAP_MS = 1_000;

export function ratesOf(
  { windowMs, published, completed }: RunResult["timeline"],
  endMs: number,
): { published: Points; completed: Points; windowMs: number } {
  const windows = Math.max(published.length, completed.length);
  const tasks = completed.reduce((sum, count) => sum + count, 0);
  const wide = tasks === 0 ? 1 : Math.min((TASKS_PER_WINDOW * windows) / tasks, windows / WINDOWS_AT_LEAST);
  const merged = Math.max(1, Math.ceil(windows / WINDOWS_AT_MOST), Math.floor(wide));
  const width = windowMs * merged;
  return {
    published: rates(published, merged, width, endMs),
    completed: rates(completed, merged, width, endMs),
    windowMs: width,
  };
}

/** A point at the end of each window; the first rate also counts at its start. */
function rates(counts: readonly number[], merged: number, width: number, endMs: number): Points {
  const points: [number, number][] = [];
  for (let first = 0; first < counts.length; first += merged) {
    const from = (first / merged) * width;
    const coveredMs = Math.min(width, endMs - from);
    if (coveredMs < WHOLE_ENOUGH * width) continue;
    const count = counts.slice(first, first + merged).reduce((sum, value) => sum + value, 0);
    points.push([from + coveredMs, (count / coveredMs) * 1000]);
  }
  const [first] = points;
  return first === undefined ? [] : [[0, first[1]], ...points];
}

/** A point in the middle of each window; a window without a completion breaks the line. Empty for older results. */
export const percentiles = (
  { windowMs, endToEndMs }: RunResult["timeline"],
  name: keyof RunResult["timeline"]["endToEndMs"],
): Points => endToEndMs[name].map((value, window) => [(window + 0.5) * windowMs, value]);

/** A line across the absence of the broker would be an invention. */
export function sampleGaps(samples: readonly (readonly [number, number])[]): Points {
  return samples
    .filter(([at]) => at >= 0)
    .flatMap(([at, value], index, all): Points => {
      const before = all[index - 1]?.[0] ?? at;
      return at - before > GAP_MS
        ? [
            [(at + before) / 2, null],
            [at, value],
          ]
        : [[at, value]];
    });
}
