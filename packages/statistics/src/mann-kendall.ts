// Whether values rise or fall in their order: the two-sided Mann–Kendall trend test. H. B. Mann: Nonparametric tests against
// trend, Econometrica 13, 1945; M. G. Kendall: Rank Correlation Methods, 1975, ch. 4. simple-statistics has none.
import { cumulativeStdNormalProbability, medianSorted } from "simple-statistics";

export interface Trend {
  readonly p: number;
  /** Theil–Sen slope: the median of the slopes of all pairs, per step. */
  readonly slope: number;
}

/** Of at least two values, in their order. The distribution of S is counted exactly without ties, else approximated. */
export function mannKendall(values: readonly number[]): Trend {
  const n = values.length;
  const slopes: number[] = [];
  let s = 0;
  for (let later = 1; later < n; later++)
    for (let earlier = 0; earlier < later; earlier++) {
      const rise = (values[later] ?? 0) - (values[earlier] ?? 0);
      s += Math.sign(rise);
      slopes.push(rise / (later - earlier));
    }
  const hasTies = new Set(values).size < n;
  const p = hasTies ? normalP(values, s) : exactP(n, s);
  return { p, slope: medianSorted(slopes.toSorted((a, b) => a - b)) };
}

/**
 * Twice the share of all orders of n values with at least |s|: S = n(n−1)/2 − 2·inversions, and the number of orders by
 * their inversions is counted value by value.
 */
function exactP(n: number, s: number): number {
  let shares = [1];
  for (let size = 2; size <= n; size++) {
    const next = Array.from({ length: shares.length + size - 1 }, () => 0);
    for (const [inversions, share] of shares.entries())
      for (let more = 0; more < size; more++) next[inversions + more] = (next[inversions + more] ?? 0) + share / size;
    shares = next;
  }
  const most = (n * (n - 1)) / 2;
  const tail = shares.slice(0, Math.floor((most - Math.abs(s)) / 2) + 1).reduce((sum, share) => sum + share, 0);
  return Math.min(1, 2 * tail);
}

/** With the corrections for ties and for continuity. */
function normalP(values: readonly number[], s: number): number {
  const n = values.length;
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ofTies = [...counts.values()].reduce((sum, ties) => sum + ties * (ties - 1) * (2 * ties + 5), 0);
  const variance = (n * (n - 1) * (2 * n + 5) - ofTies) / 18;
  if (variance === 0 || s === 0) return 1;
  return Math.min(1, 2 * (1 - cumulativeStdNormalProbability((Math.abs(s) - 1) / Math.sqrt(variance))));
}
