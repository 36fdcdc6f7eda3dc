// The rates at which the offset between two clocks can have changed, from the bounds of their exchanges.
import type { OffsetBounds } from "@fairhare/protocol";
import { MOST_DRIFT } from "./clock-knots.ts";

/** Nanoseconds per nanosecond: 1e-4 is a drift of 100 ppm. */
export interface RateRange {
  readonly slowest: number;
  readonly fastest: number;
  /** The middle. */
  readonly drift: number;
}

/** How far the rate may be from its constant part at any moment: PHI, the frequency tolerance of RFC 5905. */
const WANDER = 15e-6;
/** Pairs of exchanges are compared, so this many exchanges are enough. */
const MOST_COMPARED = 256;

/**
 * The rate is a constant plus a wander of at most 15 ppm. Each pair of bounds limits the constant: an offset of at least l at
 * tₗ and at most u at tᵤ grows by at most u − l between them. Null if no constant fits: the clock was adjusted or stood still.
 */
export function rateRangeOf(exchanges: readonly OffsetBounds[]): RateRange | null {
  const [low, high] = constantOf(narrowest(exchanges, MOST_COMPARED));
  if (low > high) return null;
  // Exchanges within a short time say less about the rate than what is known of clocks.
  const isTypical = Math.max(low, -MOST_DRIFT) <= Math.min(high, MOST_DRIFT);
  const least = isTypical ? Math.max(low, -MOST_DRIFT) : low;
  const most = isTypical ? Math.min(high, MOST_DRIFT) : high;
  return { slowest: least - WANDER, fastest: most + WANDER, drift: (least + most) / 2 };
}

/** The range of the constant part of the rate; the first number is larger if it is empty. */
function constantOf(exchanges: readonly OffsetBounds[]): [number, number] {
  let [low, high] = [-Infinity, Infinity];
  for (const { upperAt, upper } of exchanges)
    for (const { lowerAt, lower } of exchanges) {
      const growth = upper - lower;
      if (upperAt > lowerAt) high = Math.min(high, growth / (upperAt - lowerAt) + WANDER);
      else if (upperAt < lowerAt) low = Math.max(low, -growth / (lowerAt - upperAt) - WANDER);
      else if (growth < 0) return [Infinity, -Infinity];
    }
  return [low, high];
}

const width = ({ upper, lower }: OffsetBounds): number => upper - lower;

/** The exchange with the shortest round trip of each stretch of time: the clock filter of RFC 5905, section 10. */
function narrowest(exchanges: readonly OffsetBounds[], most: number): readonly OffsetBounds[] {
  const size = Math.ceil(exchanges.length / most);
  const kept: OffsetBounds[] = [];
  for (let from = 0; from < exchanges.length; from += size)
    kept.push(exchanges.slice(from, from + size).reduce((best, one) => (width(one) < width(best) ? one : best)));
  return kept;
}
