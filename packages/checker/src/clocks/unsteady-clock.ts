// A clock whose rate changed during the run: adjusted by an NTP daemon, or stopped together with its virtual machine. Nothing
// limits how fast it changed, so only the exchanges around an instant count.
import type { OffsetBounds } from "@fairhare/protocol";
import { type ClockKnots, MOST_DRIFT } from "./clock-knots.ts";

/** Nanoseconds. Of the exchanges of a burst, the one with the shortest round trip counts. */
const BURST = 250e6;
/** Wider ones are from a pause of a machine or a full network; the exchanges before and after them say more. Times the median. */
const WIDEST = 4;

/**
 * Between two exchanges the clock is adjusted from one range to the other, at any time and in any number of steps, but not beyond
 * both; and it drifts, perhaps against that. So the offset is between the lowest and the highest bound of the two, and as far
 * beyond as a clock drifts in that time.
 */
export function unsteadyClock(exchanges: readonly OffsetBounds[]): ClockKnots {
  const knots = increasing(bestOfBursts(usable(exchanges)));
  const last = knots.length - 1;
  const at = Float64Array.from(knots, timeOf);
  const offset = Float64Array.from(knots, middleOf);
  const half = knots.map(({ upper, lower }) => (upper - lower) / 2);
  const span = (at[last] ?? 0) - (at[0] ?? 0);
  const drift = span > 0 ? ((offset[last] ?? 0) - (offset[0] ?? 0)) / span : 0;
  return {
    at,
    offset,
    error: at.map((_, knot) => errorBetween(knots[knot], knots[knot + 1])),
    firstError: half[0] ?? 0,
    lastError: half[last] ?? 0,
    drift,
    // The drift of the whole line does not say how fast the clock was before and after it.
    driftError: MOST_DRIFT + Math.abs(drift),
    isSteady: false,
  };
}

const timeOf = ({ upperAt, lowerAt }: OffsetBounds): number => (upperAt + lowerAt) / 2;
const middleOf = ({ upper, lower }: OffsetBounds): number => (upper + lower) / 2;
const widthOf = ({ upper, lower }: OffsetBounds): number => upper - lower;

function errorBetween(a: OffsetBounds | undefined, b: OffsetBounds | undefined): number {
  if (a === undefined || b === undefined) return 0;
  const [low, high] = [Math.min(middleOf(a), middleOf(b)), Math.max(middleOf(a), middleOf(b))];
  const beyond = MOST_DRIFT * (timeOf(b) - timeOf(a));
  return Math.max(Math.max(a.upper, b.upper) - low, high - Math.min(a.lower, b.lower)) + beyond;
}

function usable(exchanges: readonly OffsetBounds[]): OffsetBounds[] {
  const widths = exchanges.map(widthOf).toSorted((a, b) => a - b);
  const limit = WIDEST * (widths[Math.floor(widths.length / 2)] ?? 0);
  return exchanges.filter((exchange) => widthOf(exchange) <= limit).toSorted((a, b) => timeOf(a) - timeOf(b));
}

function bestOfBursts(exchanges: readonly OffsetBounds[]): OffsetBounds[] {
  const kept: OffsetBounds[] = [];
  for (const exchange of exchanges) {
    const before = kept.at(-1);
    if (before === undefined || timeOf(exchange) - timeOf(before) > BURST) kept.push(exchange);
    else if (widthOf(exchange) < widthOf(before)) kept[kept.length - 1] = exchange;
  }
  return kept;
}

/** A clock does not run backwards: where the middles say so, the round trips were too long to tell. */
function increasing(exchanges: readonly OffsetBounds[]): OffsetBounds[] {
  let latest = -Infinity;
  return exchanges.filter((exchange) => {
    const remote = timeOf(exchange) + middleOf(exchange);
    const isLater = remote > latest;
    if (isLater) latest = remote;
    return isLater;
  });
}
