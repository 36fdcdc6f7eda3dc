// A clock with a constant rate: the range that all exchanges leave for its offset at every instant. These are hard bounds, not
// statistics: an exchange that took long, such as one during a pause of a virtual machine, is a wide range and changes nothing.
import type { OffsetBounds } from "@fairhare/protocol";
import type { ClockKnots } from "./clock-knots.ts";
import type { RateRange, Rates } from "./rate-range.ts";

/**
 * Each bound at one time is a bound at every other time, because the offset changes by a rate within `rates`:
 * θ(t) ≤ u + fastest · (t − tᵤ) after tᵤ, θ(t) ≤ u − slowest · (tᵤ − t) before it, and the same for lower bounds. The closest of
 * them count: the intersection of K. Marzullo, S. Owicki: Maintaining the time in a distributed system, PODC 1983, over
 * time. The offset is on the line through the middles of these ranges.
 *
 * A leap of less than a round trip, or one that looks like a drift in a short run, contradicts nothing: the ranges are then too
 * narrow, and the middle is wrong. The error allows for one leap at any time. Before it, the bounds of earlier exchanges hold, and
 * after it those of later ones, so the error is the largest distance of the line from the ranges of either side.
 */
export function steadyClock(exchanges: readonly OffsetBounds[], rates: Rates): ClockKnots {
  const { drift, withLeap } = rates;
  const knots = exchanges
    .flatMap(({ upperAt, upper, lowerAt, lower }) => [
      { at: upperAt, upper, lower: -Infinity },
      { at: lowerAt, upper: Infinity, lower },
    ])
    .toSorted((a, b) => a.at - b.at);
  const at = Float64Array.from(knots, (knot) => knot.at);
  const given = (): Ranges => ({
    at,
    upper: Float64Array.from(knots, (knot) => knot.upper),
    lower: Float64Array.from(knots, (knot) => knot.lower),
  });
  const all = sweptBack(swept(given(), rates), rates);
  const offset = all.upper.map((most, knot) => (most + (all.lower[knot] ?? 0)) / 2);
  const earlier = swept(given(), withLeap);
  const later = sweptBack(given(), withLeap);
  const last = at.length - 1;
  /** At a knot, by the ranges of another one that is so much earlier or later. */
  const distance = ({ upper, lower }: Ranges, by: number, knot: number): number => {
    const gap = (at[knot] ?? 0) - (at[by] ?? 0);
    const [up, down] = gap < 0 ? [withLeap.slowest, withLeap.fastest] : [withLeap.fastest, withLeap.slowest];
    const middle = offset[knot] ?? 0;
    return Math.max((upper[by] ?? 0) + up * gap - middle, middle - (lower[by] ?? 0) - down * gap);
  };
  /** Both bounds and the line are straight between two knots, so that the ends are enough. */
  const errorAfter = (knot: number): number => {
    const next = knot + 1;
    const sides = [
      Math.max(distance(earlier, knot, knot), distance(earlier, knot, next)),
      Math.max(distance(later, next, knot), distance(later, next, next)),
    ];
    // Before the first answer, and after the last question, one side has no bounds yet.
    return Math.max(...sides.filter(Number.isFinite));
  };
  return {
    at,
    offset,
    error: at.map((_, knot) => (knot < last ? errorAfter(knot) : 0)),
    firstError: distance(later, 0, 0),
    lastError: distance(earlier, last, last),
    drift,
    driftError: Math.max(withLeap.fastest - drift, drift - withLeap.slowest),
    isSteady: true,
  };
}

type Ranges = Readonly<Record<"at" | "upper" | "lower", Float64Array>>;

/** Each bound limits the later ones. Changes the ranges. */
function swept(ranges: Ranges, { slowest, fastest }: RateRange): Ranges {
  const { at, upper, lower } = ranges;
  for (let knot = 1; knot < at.length; knot++) {
    const gap = (at[knot] ?? 0) - (at[knot - 1] ?? 0);
    upper[knot] = Math.min(upper[knot] ?? 0, (upper[knot - 1] ?? 0) + fastest * gap);
    lower[knot] = Math.max(lower[knot] ?? 0, (lower[knot - 1] ?? 0) + slowest * gap);
  }
  return ranges;
}

/** Each bound limits the earlier ones. Changes the ranges. */
function sweptBack(ranges: Ranges, { slowest, fastest }: RateRange): Ranges {
  const { at, upper, lower } = ranges;
  for (let knot = at.length - 2; knot >= 0; knot--) {
    const gap = (at[knot + 1] ?? 0) - (at[knot] ?? 0);
    upper[knot] = Math.min(upper[knot] ?? 0, (upper[knot + 1] ?? 0) - slowest * gap);
    lower[knot] = Math.max(lower[knot] ?? 0, (lower[knot + 1] ?? 0) - fastest * gap);
  }
  return ranges;
}
