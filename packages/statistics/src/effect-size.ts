// How far two samples differ, apart from whether that is shown.

/**
 * Cliff's delta: (#{b > a} − #{b < a}) / (|a| · |b|) over all pairs of a value of `a` and a value of `b`. 1 if every value
 * of `b` is larger, −1 if every one is smaller, 0 without a tendency. It belongs to the rank test: it is 1 − 2U / (|a| · |b|).
 * N. Cliff: Dominance statistics, Psychological Bulletin 114, 1993. Neither sample may be empty.
 */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number {
  let balance = 0;
  for (const x of a) for (const y of b) balance += Math.sign(y - x);
  return balance / (a.length * b.length);
}
