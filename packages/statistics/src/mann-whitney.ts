// Whether two samples differ in location: the two-sided Mann–Whitney U test with midranks for ties. The exact distribution is
// counted here because simple-statistics has only the rank sum, and a test by random permutations.
// Mann, Whitney: On a test of whether one of two random variables is stochastically larger, 1947.
import { cumulativeStdNormalProbability, wilcoxonRankSum } from "simple-statistics";

export interface TestResult {
  readonly p: number;
  readonly test: "Mann–Whitney U, exact" | "Mann–Whitney U, normal approximation";
}

/** Values of both samples together up to which the exact distribution is counted. */
const EXACT_UP_TO = 60;

/** Neither sample may be empty. */
export function mannWhitney(a: readonly number[], b: readonly number[]): TestResult {
  const rankSum = wilcoxonRankSum([...a], [...b]);
  const ranks = midranks([...a, ...b]);
  return ranks.length <= EXACT_UP_TO
    ? { p: exactP(ranks, a.length, rankSum), test: "Mann–Whitney U, exact" }
    : { p: normalP(ranks, a.length, rankSum), test: "Mann–Whitney U, normal approximation" };
}

/**
 * Twice the share of all choices of the sample's ranks whose sum is at least as extreme. Counted by dynamic programming
 * over doubled ranks, which are integers even with ties.
 */
function exactP(ranks: readonly number[], size: number, rankSum: number): number {
  const largest = ranks.reduce((sum, rank) => sum + 2 * rank, 0);
  // ways[k][s]: choices of k ranks whose doubled sum is s.
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(largest + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (const rank of ranks) {
    const step = 2 * rank;
    for (let k = size; k >= 1; k--) {
      const [to, from] = [ways[k] as Float64Array, ways[k - 1] as Float64Array];
      for (let sum = largest; sum >= step; sum--) to[sum] = (to[sum] ?? 0) + (from[sum - step] ?? 0);
    }
  }
  const [counts, observed] = [ways[size] as Float64Array, Math.round(2 * rankSum)];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const atMost = counts.subarray(0, observed + 1).reduce((sum, count) => sum + count, 0);
  const atLeast = counts.subarray(observed).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * Math.min(atMost, atLeast)) / total);
}

/** With the correction for ties and for continuity (Lehmann, Nonparametrics, 1975, §1.4). */
function normalP(ranks: readonly number[], size: number, rankSum: number): number {
  const n = ranks.length;
  const mean = (size * (n + 1)) / 2;
  const squares = ranks.reduce((sum, rank) => sum + (rank - (n + 1) / 2) ** 2, 0);
  const variance = (size * (n - size) * squares) / (n * (n - 1));
  if (variance === 0) return 1;
  const z = Math.max(0, Math.abs(rankSum - mean) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * (1 - cumulativeStdNormalProbability(z)));
}

/** From 1; equal values share the mean of their ranks. In ascending order. */
function midranks(values: readonly number[]): number[] {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}
