// The course of all runs as CSV, to plot: one row per run and interval of its timeline, with the trial's settings.
import type { Results, RunResult } from "@fairhare/results";
import { type RowColumn, rowsPerItem } from "./csv-rows.ts";
import { csvText } from "./csv-text.ts";

interface Interval {
  /** Milliseconds since the start of the measurement. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly published: number;
  readonly completed: number;
  /** The highest value that the broker reported in the interval; undefined if it reported none. */
  readonly ready: number | undefined;
  readonly unacked: number | undefined;
  readonly latencyMs: Readonly<Record<LatencyKey, number | null | undefined>>;
}

const LATENCY_KEYS = ["p50", "p95", "p99", "max"] as const;
type LatencyKey = (typeof LATENCY_KEYS)[number];
type Samples = RunResult["timeline"]["ready"];

export const renderIntervalsCsv = (results: Results): string =>
  csvText(
    rowsPerItem(results, intervalsOf, [
      { head: "fromMs", cell: ({ fromMs }) => fromMs },
      { head: "toMs", cell: ({ toMs }) => toMs },
      { head: "publishedPerSecond", cell: (interval) => perSecond(interval.published, interval) },
      { head: "completedPerSecond", cell: (interval) => perSecond(interval.completed, interval) },
      { head: "ready", cell: ({ ready }) => ready },
      { head: "unacked", cell: ({ unacked }) => unacked },
      ...LATENCY_KEYS.map((key): RowColumn<Interval> => ({
        head: `endToEndMs.${key}`,
        cell: ({ latencyMs }) => latencyMs[key],
      })),
    ]),
  );

function intervalsOf({ timeline }: RunResult): Interval[] {
  const { windowMs, published, completed, endToEndMs } = timeline;
  const [ready, unacked] = [timeline.ready, timeline.unacked].map((samples) => highestOf(samples, windowMs));
  return published.map((count, index) => ({
    fromMs: exact(index * windowMs),
    toMs: exact((index + 1) * windowMs),
    published: count,
    completed: completed[index] ?? 0,
    ready: ready?.get(index),
    unacked: unacked?.get(index),
    latencyMs: {
      p50: endToEndMs.p50[index],
      p95: endToEndMs.p95[index],
      p99: endToEndMs.p99[index],
      max: endToEndMs.max[index],
    },
  }));
}

const perSecond = (count: number, { fromMs, toMs }: Interval): number => exact((count / (toMs - fromMs)) * 1000);

/** By the index of the interval. */
function highestOf(samples: Samples, windowMs: number): ReadonlyMap<number, number> {
  const highest = new Map<number, number>();
  for (const [at, value] of samples) {
    const index = Math.floor(at / windowMs);
    highest.set(index, Math.max(value, highest.get(index) ?? 0));
  }
  return highest;
}

/** Without the error of a product of decimals: 0.3, not 0.30000000000000004. */
const exact = (value: number): number => Number(value.toPrecision(12));
