// The 95 % interval of a median, from the order statistics alone: no assumption about the distribution.
import { binomialDistribution } from "simple-statistics";

const LEVEL = 0.95;

/**
 * The narrowest [x(k), x(n+1−k)] that covers the median with at least 95 %: the coverage is 1 − 2·B(k−1; n, ½),
 * B the binomial distribution function (Conover, Practical Nonparametric Statistics, 1999, §3.2). Null for n < 6:
 * even the whole range of five values covers it with only 1 − 2/32 = 93.75 %. `sorted` ascending.
 */
export function medianInterval(sorted: readonly number[]): [number, number] | null {
  const n = sorted.length;
  const mass = n > 0 ? binomialDistribution(n, 0.5) : undefined;
  if (mass === undefined) return null;
  let below = 0;
  let k = 0;
  while (2 * (below + (mass[k] ?? 0)) <= 1 - LEVEL) below += mass[k++] ?? 0;
  const [low, high] = [sorted[k - 1], sorted[n - k]];
  return low === undefined || high === undefined ? null : [low, high];
}
