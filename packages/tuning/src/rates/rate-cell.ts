// The outcome of the search of one cell: the interval of the highest rate, and the curve of all measured rates. Pure.
import type { Trial } from "@fairhare/workload";
import { medianOver } from "@fairhare/report";
import { bracketOf, type SearchEnd } from "../search/next-step.ts";
import type { RatePoint } from "../search/rate-point.ts";
import type { MeasuredPoint, MeasuredTrial, RateCell } from "./rate-results.ts";

interface Searched {
  readonly points: readonly RatePoint[];
  readonly trials: readonly MeasuredTrial[];
  /** Null if the search did not end by itself. */
  readonly end: SearchEnd | null;
}

export function cellOf(
  { id, settings }: Trial,
  varied: readonly string[],
  { points, trials, end }: Searched,
): RateCell {
  const { low, high } = bracketOf(points);
  return {
    id,
    settings: { ...settings },
    varied: [...varied],
    end: end ?? "unfinished",
    highestHeldPerSecond: low?.ratePerSecond ?? null,
    lowestFailedPerSecond: high?.ratePerSecond ?? null,
    points: points.toSorted((a, b) => a.ratePerSecond - b.ratePerSecond).map((point) => pointOf(point, trials)),
    trials: [...trials],
  };
}

function pointOf(point: RatePoint, trials: readonly MeasuredTrial[]): MeasuredPoint {
  const own = trials.filter(({ ratePerSecond }) => ratePerSecond === point.ratePerSecond);
  return {
    ...point,
    p50Ms: medianOver(own, ({ p50Ms }) => p50Ms),
    p99Ms: medianOver(own, ({ p99Ms }) => p99Ms),
    completedPerSecond: medianOver(own, ({ completedPerSecond }) => completedPerSecond),
    backlogGrowthPerSecond: medianOver(own, ({ backlogGrowthPerSecond }) => backlogGrowthPerSecond),
    reasons: differentReasons(own),
  };
}

/** The same reason with other numbers counts once, with those of the first trial that had it. */
function differentReasons(trials: readonly MeasuredTrial[]): string[] {
  const sentences = new Map<string, string>();
  for (const { sentence } of trials.flatMap(({ reasons }) => reasons)) {
    const gist = sentence.replaceAll(/\d[\d.,]*/g, "#");
    if (!sentences.has(gist)) sentences.set(gist, sentence);
  }
  return [...sentences.values()];
}
