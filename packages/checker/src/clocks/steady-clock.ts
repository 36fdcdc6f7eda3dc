// A clock with a constant rate: the range that all exchanges leave for its offset at every instant. These are hard bounds, not
// statistics: an exchange that took long, such as one during a pause of a virtual machine, is a wide range and changes nothing.
import type { OffsetBounds } from "@fairhare/protocol";
import type { ClockKnots } from "./clock-knots.ts";
import type { RateRange } from "./rate-range.ts";

/**
 * Each bound at one time is a bound at every other time, because the offset changes by a rate within `rates`:
 * θ(t) ≤ u + fastest · (t − tᵤ) after tᵤ, θ(t) ≤ u − slowest · (tᵤ − t) before it, and the same for lower bounds. The closest of
 * them count: the intersection of K. Marzullo, S. Owicki: Maintaining the time in a distributed system, PODC 1983, over
 * time. Two sweeps over the knots compute it; the offset is on the line through the middles of the ranges.
 */
export function steadyClock(exchanges: readonly OffsetBounds[], rates: RateRange): ClockKnots {
  const { slowest, fastest, drift } = rates;
  const knots = exchanges
    .flatMap(({ upperAt, upper, lowerAt, lower }) => [
      { at: upperAt, upper, lower: -Infinity },
      { at: lowerAt, upper: Infinity, lower },
    ])
    .toSorted((a, b) => a.at - b.at);
  const at = Float64Array.from(knots, (knot) => knot.at);
  const upper = Float64Array.from(knots, (knot) => knot.upper);
  const lower = Float64Array.from(knots, (knot) => knot.lower);
  const last = at.length - 1;
  for (let knot = 1; knot <= last; knot++) {
    const gap = (at[knot] ?? 0) - (at[knot - 1] ?? 0);
    upper[knot] = Math.min(upper[knot] ?? 0, (upper[knot - 1] ?? 0) + fastest * gap);
    lower[knot] = Math.max(lower[knot] ?? 0, (lower[knot - 1] ?? 0) + slowest * gap);
  }
  for (let knot = last - 1; knot >= 0; knot--) {
    const gap = (at[knot + 1] ?? 0) - (at[knot] ?? 0);
    upper[knot] = Math.min(upper[knot] ?? 0, (upper[knot + 1] ?? 0) - slowest * gap);
    lower[knot] = Math.max(lower[knot] ?? 0, (lower[knot + 1] ?? 0) - fastest * gap);
  }
  const halfAt = (knot: number): number => ((upper[knot] ?? 0) - (lower[knot] ?? 0)) / 2;
  return {
    at,
    offset: upper.map((most, knot) => (most + (lower[knot] ?? 0)) / 2),
    error: at.map((_, knot) => (knot < last ? errorBetween({ at, upper, lower }, knot, rates) : 0)),
    firstError: halfAt(0),
    lastError: halfAt(last),
    drift,
    driftError: (fastest - slowest) / 2,
    isSteady: true,
  };
}

type Ranges = Readonly<Record<"at" | "upper" | "lower", Float64Array>>;

/** The largest distance between the offset and the line through the middles at this knot and the next one. */
function errorBetween({ at, upper, lower }: Ranges, knot: number, { slowest, fastest }: RateRange): number {
  const next = knot + 1;
  const gap = (at[next] ?? 0) - (at[knot] ?? 0);
  const [u0 = 0, u1 = 0] = [upper[knot], upper[next]];
  const [l0 = 0, l1 = 0] = [lower[knot], lower[next]];
  const above = peakOver(gap, { from: u0, to: u1, rise: fastest, fall: slowest }, [(u0 + l0) / 2, (u1 + l1) / 2]);
  // The lower bound is the upper bound of the negative offset.
  const below = peakOver(gap, { from: -l0, to: -l1, rise: -slowest, fall: -fastest }, [-(u0 + l0) / 2, -(u1 + l1) / 2]);
  return Math.max(above, below);
}

interface Roof {
  /** Bounds at both ends. */
  readonly from: number;
  readonly to: number;
  /** Rate of the bound that begins at the first end, and of the bound that reaches the second end. */
  readonly rise: number;
  readonly fall: number;
}

/** The largest height of min(from + rise · x, to − fall · (gap − x)) above the line from a to b, for x in [0, gap]. */
function peakOver(gap: number, { from, to, rise, fall }: Roof, [a, b]: readonly [number, number]): number {
  const ends = Math.max(from - a, to - b);
  if (gap <= 0 || rise <= fall) return ends;
  const x = Math.min(gap, Math.max(0, (to - fall * gap - from) / (rise - fall)));
  return Math.max(ends, Math.min(from + rise * x, to - fall * (gap - x)) - (a + ((b - a) * x) / gap));
}
