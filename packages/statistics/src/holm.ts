// Correction of p values for many comparisons, so that the chance of even one false difference in a table stays at the
// level of a single test. S. Holm: A simple sequentially rejective multiple test procedure, Scandinavian Journal of
// Statistics 6, 1979, 65–70. It is valid for metrics that depend on each other, such as makespan and throughput.

/**
 * The adjusted p values, in the order given: the k-th smallest of m becomes the largest of (m − j + 1) · p(j) over j ≤ k,
 * at most 1.
 */
export function holm(ps: readonly number[]): number[] {
  const ascending = [...ps.keys()].toSorted((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1));
  const adjusted = ps.map(() => 1);
  let largest = 0;
  for (const [rank, index] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * (ps[index] ?? 1)));
    adjusted[index] = largest;
  }
  return adjusted;
}
