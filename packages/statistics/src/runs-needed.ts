// How many runs a statement needs: for a difference that can be significant at all, and for a median of a given precision.
import { medianSorted } from "simple-statistics";
import { type Alternative, smallestP } from "./mann-whitney.ts";

export const SIGNIFICANCE = 0.05;

/** More runs than this say that the machine, not the number of runs, is the problem. */
const MOST_RUNS = 1_000;

/**
 * The fewest runs of each of two trials with which a difference can be significant, if it is one of `comparisons` that
 * Holm's method corrects: the smallest n with comparisons · smallestP(n, n) < 0.05. `against`: one of the trials has this
 * number of runs.
 */
export function runsToShow(
  comparisons: number,
  { alternative = "differs", against }: { readonly alternative?: Alternative; readonly against?: number } = {},
): number {
  let runs = 1;
  while (runs < MOST_RUNS && Math.max(1, comparisons) * smallestP(against ?? runs, runs, alternative) >= SIGNIFICANCE)
    runs++;
  return runs;
}

/** Median absolute deviation times 1.4826, which estimates the standard deviation of normal values and ignores outliers. */
function robustDeviation(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const middle = medianSorted(values.toSorted((a, b) => a - b));
  return 1.4826 * medianSorted(values.map((value) => Math.abs(value - middle)).toSorted((a, b) => a - b));
}

/** `robustDeviation` divided by the median; null if the median is 0 or there are fewer than 4 values. */
export function relativeDeviation(values: readonly number[]): number | null {
  if (values.length < 4) return null;
  const middle = Math.abs(medianSorted(values.toSorted((a, b) => a - b)));
  return middle === 0 ? null : robustDeviation(values) / middle;
}

/**
 * Runs that a 95 % interval of the median of ± `precision` (relative) takes: (1.96 · 1.2533 · d / precision)², rounded up,
 * with d the relative deviation of the values: the standard error of a median of n normal values is √(π/2) · σ / √n
 * (Kendall, Stuart, The Advanced Theory of Statistics, vol. 1, §10.11). At least 6, the fewest for an interval.
 */
export function runsForPrecision(deviation: number, precision: number): number {
  const needed = Math.ceil(((1.96 * Math.sqrt(Math.PI / 2) * deviation) / precision) ** 2);
  return Math.min(MOST_RUNS, Math.max(6, needed));
}
