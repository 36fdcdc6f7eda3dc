// The search for the highest rate that holds: doubling until a rate fails, then bisection, with repeated trials where they
// decide. A pure function of what was measured; ../rates measures.
import type { RatePoint } from "./rate-point.ts";
import { isSettled, statusOf, votesOf } from "./rate-point.ts";

export interface SearchSettings {
  /** Tasks per second of the first trial. */
  readonly first: number;
  /** The search ends when even this rate does not hold, or this one does. */
  readonly least: number;
  readonly most: number;
  /** The bracket is narrow enough at a ratio of 1 + precision; above 0. */
  readonly precision: number;
  /** Trials at each end of the bracket, unless a majority decides earlier; odd. */
  readonly votes: number;
}

/**
 * `found`: the bracket is narrow, and both of its ends are settled. `unclear`: the trials at one rate had no verdict.
 */
export type SearchEnd = "found" | "nothing-holds" | "everything-holds" | "unclear";

export type SearchStep =
  | { readonly kind: "test"; readonly ratePerSecond: number }
  | { readonly kind: "end"; readonly end: SearchEnd };

/** Trials without a verdict after which a rate is given up. */
const UNKNOWN_AT_MOST = 2;

/** What to measure next. `points` have different rates, in any order. */
export function nextStep(points: readonly RatePoint[], settings: SearchSettings): SearchStep {
  const sorted = points.toSorted((a, b) => a.ratePerSecond - b.ratePerSecond);
  for (const point of sorted) {
    const isOpen = votesOf(point) === 0 && point.unknown > 0;
    if (isOpen) return point.unknown >= UNKNOWN_AT_MOST ? end("unclear") : test(point.ratePerSecond);
    // One trial against one: a third decides.
    if (statusOf(point) === "split" && votesOf(point) < settings.votes) return test(point.ratePerSecond);
  }
  if (sorted.length === 0) return test(settings.first);
  const doubtful = contradiction(sorted, settings);
  if (doubtful !== undefined) return test(doubtful.ratePerSecond);

  const { low, high } = bracketOf(sorted);
  if (low === undefined) return high === undefined ? test(settings.first) : stepDown(high, settings);
  if (high === undefined) return stepUp(low, settings);
  const isNarrow = high.ratePerSecond <= low.ratePerSecond * (1 + settings.precision);
  const middle = middleOf(low.ratePerSecond, high.ratePerSecond);
  if (!isNarrow && middle !== undefined) return test(middle);
  const open = [low, high].find((point) => !isSettled(point, settings.votes));
  return open === undefined ? end("found") : test(open.ratePerSecond);
}

export interface Bracket {
  /** The highest rate that held, below every rate that failed. */
  readonly low: RatePoint | undefined;
  /** The lowest rate that failed. */
  readonly high: RatePoint | undefined;
}

export function bracketOf(points: readonly RatePoint[]): Bracket {
  const sorted = points.toSorted((a, b) => a.ratePerSecond - b.ratePerSecond);
  const high = sorted.find((point) => ["fails", "split"].includes(statusOf(point)));
  const limit = high?.ratePerSecond ?? Infinity;
  const low = sorted.findLast((point) => statusOf(point) === "holds" && point.ratePerSecond < limit);
  return { low, high };
}

/** A rate failed and a higher one held: the one with fewer trials is in doubt, until both are settled. */
function contradiction(sorted: readonly RatePoint[], { votes }: SearchSettings): RatePoint | undefined {
  const failed = sorted.find((point) => statusOf(point) === "fails");
  const held = sorted.findLast((point) => statusOf(point) === "holds");
  if (failed === undefined || held === undefined || held.ratePerSecond < failed.ratePerSecond) return undefined;
  return [failed, held].filter((point) => !isSettled(point, votes)).toSorted((a, b) => votesOf(a) - votesOf(b))[0];
}

function stepDown(high: RatePoint, { least, votes }: SearchSettings): SearchStep {
  if (high.ratePerSecond > least) return test(Math.max(least, rounded(high.ratePerSecond / 2)));
  return isSettled(high, votes) ? end("nothing-holds") : test(high.ratePerSecond);
}

function stepUp(low: RatePoint, { most, votes }: SearchSettings): SearchStep {
  if (low.ratePerSecond < most) return test(Math.min(most, rounded(low.ratePerSecond * 2)));
  return isSettled(low, votes) ? end("everything-holds") : test(low.ratePerSecond);
}

/** The geometric mean; undefined if rounding leaves no rate between the two. */
function middleOf(low: number, high: number): number | undefined {
  const middle = rounded(Math.sqrt(low * high));
  return middle > low && middle < high ? middle : undefined;
}

/** Four significant digits, so that a rate is readable and repeatable. */
const rounded = (rate: number): number => Number(rate.toPrecision(4));

const test = (ratePerSecond: number): SearchStep => ({ kind: "test", ratePerSecond });
const end = (how: SearchEnd): SearchStep => ({ kind: "end", end: how });
