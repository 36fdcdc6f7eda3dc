// The rates at which the offset between two clocks can have changed, from the bounds of their exchanges.
import type { OffsetBounds } from "@fairhare/protocol";
import { MOST_DRIFT } from "./clock-knots.ts";

/** Nanoseconds per nanosecond: 1e-4 is a drift of 100 ppm. */
export interface RateRange {
  readonly slowest: number;
  readonly fastest: number;
}

export interface Rates extends RateRange {
  /** The middle. */
  readonly drift: number;
  /** The rates that are possible if the clock leapt or stood still once, which a wrong rate may hide. */
  readonly withLeap: RateRange;
}

/** How far the rate may be from its constant part at any moment: PHI, the frequency tolerance of RFC 5905. */
const WANDER = 15e-6;
/** Pairs of exchanges are compared, so this many exchanges are enough. */
const MOST_COMPARED = 256;

type Range = readonly [low: number, high: number];
const ANY: Range = [-Infinity, Infinity];

/**
 * The rate is a constant plus a wander of at most 15 ppm. Each pair of bounds limits the constant: an offset of at least l at
 * tₗ and at most u at tᵤ grows by at most u − l between them. Null if no constant fits: the clock was adjusted or stood still.
 * After a leap between two exchanges, only the pairs on the same side of it count. `exchanges` are in the order of time.
 */
export function rateRangeOf(exchanges: readonly OffsetBounds[]): Rates | null {
  const compared = narrowest(exchanges, MOST_COMPARED);
  const before = growing(compared);
  const all = before.at(-1) ?? ANY;
  if (all[0] > all[1]) return null;
  const [least, most] = typical(all);
  const after = growing(compared.toReversed()).toReversed();
  const leaps = before
    .slice(0, -1)
    .map((range, index) => intersection(range, after[index + 1] ?? ANY))
    .filter(([low, high]) => low <= high)
    .map(typical);
  return {
    slowest: least - WANDER,
    fastest: most + WANDER,
    drift: (least + most) / 2,
    withLeap: {
      slowest: Math.min(least, ...leaps.map(([low]) => low)) - WANDER,
      fastest: Math.max(most, ...leaps.map(([, high]) => high)) + WANDER,
    },
  };
}

/** The range of the constant part of the rate by the first exchanges, by the number of them − 1; low > high if it is empty. */
function growing(exchanges: readonly OffsetBounds[]): Range[] {
  let [low, high] = ANY;
  /** By the upper bound of the one and the lower bound of the other. */
  const narrow = ({ upperAt, upper }: OffsetBounds, { lowerAt, lower }: OffsetBounds): void => {
    const growth = upper - lower;
    if (upperAt > lowerAt) high = Math.min(high, growth / (upperAt - lowerAt) + WANDER);
    else if (upperAt < lowerAt) low = Math.max(low, -growth / (lowerAt - upperAt) - WANDER);
    else if (growth < 0) [low, high] = [Infinity, -Infinity];
  };
  return exchanges.map((exchange, index): Range => {
    for (const other of exchanges.slice(0, index + 1)) {
      narrow(exchange, other);
      narrow(other, exchange);
    }
    return [low, high];
  });
}

const intersection = (a: Range, b: Range): Range => [Math.max(a[0], b[0]), Math.min(a[1], b[1])];

/** Exchanges within a short time say less about the rate than what is known of clocks. */
function typical([low, high]: Range): Range {
  const [least, most] = intersection([low, high], [-MOST_DRIFT, MOST_DRIFT]);
  return least <= most ? [least, most] : [low, high];
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
