// Whether two samples differ in location: the Mann–Whitney U test, two-sided or one-sided, with midranks for ties. The exact distribution is
// counted here because simple-statistics has only the rank sum, and a test by random permutations.
// Mann, Whitney: On a test of whether one of two random variables is stochastically larger, 1947.
import { assertNever } from "@fairhare/core";
import { cumulativeStdNormalProbability, wilcoxonRankSum } from "simple-statistics";

export interface TestResult {
  readonly p: number;
  readonly test: "Mann–Whitney U, exact" | "Mann–Whitney U, normal approximation";
}

/** Values of both samples together up to which the exact distribution is counted. */
const EXACT_UP_TO = 60;

/** What a small p shows: that the samples differ, or that the values of the first are smaller or larger. */
export type Alternative = "differs" | "less" | "greater";

/** Neither sample may be empty. */
export function mannWhitney(
  a: readonly number[],
  b: readonly number[],
  alternative: Alternative = "differs",
): TestResult {
  const rankSum = wilcoxonRankSum([...a], [...b]);
  const ranks = midranks([...a, ...b]);
  const isExact = ranks.length <= EXACT_UP_TO;
  const tails = (isExact ? exactTails : normalTails)(ranks, a.length, rankSum);
  return {
    p: pOf(tails, alternative),
    test: isExact ? "Mann–Whitney U, exact" : "Mann–Whitney U, normal approximation",
  };
}

/** The probabilities, without a difference, of a rank sum of at most and of at least the observed one. */
interface Tails {
  readonly atMost: number;
  readonly atLeast: number;
}

function pOf({ atMost, atLeast }: Tails, alternative: Alternative): number {
  switch (alternative) {
    case "less":
      return Math.min(1, atMost);
    case "greater":
      return Math.min(1, atLeast);
    case "differs":
      return Math.min(1, 2 * Math.min(atMost, atLeast));
    default:
      return assertNever(alternative);
  }
}

/** The smallest possible p: of two samples without ties whose ranges do not overlap. */
export function smallestP(sizeA: number, sizeB: number, alternative: Alternative = "differs"): number {
  let ways = 1;
  for (let k = 1; k <= sizeA; k++) ways *= (sizeB + k) / k;
  return Math.min(1, (alternative === "differs" ? 2 : 1) / ways);
}

/** Shares of all choices of the sample's ranks. */
function exactTails(ranks: readonly number[], size: number, rankSum: number): Tails {
  const counts = knownWays(ranks, size);
  const observed = Math.round(2 * rankSum);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const atMost = counts.subarray(0, observed + 1).reduce((sum, count) => sum + count, 0);
  const atLeast = counts.subarray(observed).reduce((sum, count) => sum + count, 0);
  return { atMost: atMost / total, atLeast: atLeast / total };
}

/** Samples without ties have the same ranks, so a table of comparisons needs few distributions. */
const KNOWN = new Map<string, Float64Array>();
const MOST_KNOWN = 32;

function knownWays(ranks: readonly number[], size: number): Float64Array {
  const key = `${size} ${ranks.join(" ")}`;
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const counted = waysOf(ranks, size);
  const [oldest] = KNOWN.keys();
  if (KNOWN.size >= MOST_KNOWN && oldest !== undefined) KNOWN.delete(oldest);
  KNOWN.set(key, counted);
  return counted;
}

/** Choices of `size` ranks by their doubled sum, which is an integer even with ties; counted by dynamic programming. */
function waysOf(ranks: readonly number[], size: number): Float64Array {
  const largest = ranks.reduce((sum, rank) => sum + 2 * rank, 0);
  // ways[k][s]: choices of k ranks whose doubled sum is s.
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(largest + 1));
  (ways[0] as Float64Array)[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    const step = 2 * rank;
    reached += step;
    for (let k = size; k >= 1; k--) {
      const [to, from] = [ways[k] as Float64Array, ways[k - 1] as Float64Array];
      for (let sum = reached; sum >= step; sum--) to[sum] = (to[sum] ?? 0) + (from[sum - step] ?? 0);
    }
  }
  return ways[size] as Float64Array;
}

/** With the correction for ties and for continuity (Lehmann, Nonparametrics, 1975, §1.4). */
function normalTails(ranks: readonly number[], size: number, rankSum: number): Tails {
  const n = ranks.length;
  const mean = (size * (n + 1)) / 2;
  const squares = ranks.reduce((sum, rank) => sum + (rank - (n + 1) / 2) ** 2, 0);
  const variance = (size * (n - size) * squares) / (n * (n - 1));
  if (variance === 0) return { atMost: 1, atLeast: 1 };
  const below = (limit: number): number => cumulativeStdNormalProbability((limit - mean) / Math.sqrt(variance));
  return { atMost: below(rankSum + 0.5), atLeast: 1 - below(rankSum - 0.5) };
}

/** From 1; equal values share the mean of their ranks. In ascending order. */
function midranks(values: readonly number[]): number[] {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}
