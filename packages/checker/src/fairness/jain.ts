// Jain's fairness index: (Σx)² / (n·Σx²), 1 when all n shares are equal, 1/n when one has everything.
// Jain, Chiu, Hawe: A quantitative measure of fairness and discrimination, DEC-TR-301, 1984.

/** Null when there is nothing to share. */
export function jainIndex(shares: readonly number[]): number | null {
  let sum = 0;
  let squares = 0;
  for (const share of shares) {
    sum += share;
    squares += share * share;
  }
  // Rounding may lift an even split above 1 by an ulp.
  return squares > 0 ? Math.min(1, (sum * sum) / (shares.length * squares)) : null;
}
