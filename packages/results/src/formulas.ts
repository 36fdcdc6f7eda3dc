// Formulas of results.json that more than one package uses: the sum of the ledger and Jain's index.
import type { Ledger } from "./run/ledger-schema.ts";

/** The columns in which an attempted task can end; each ends in exactly one. */
export const LEDGER_ENDS = [
  "completed",
  "lost",
  "nacked",
  "returned",
  "unknown",
  "deadLettered",
  "dropped",
  "remaining",
] as const satisfies readonly (keyof Ledger)[];

/** The number of tasks in these columns. */
export const endedTasks = (ledger: Ledger): number => LEDGER_ENDS.reduce((sum, end) => sum + ledger[end], 0);

/** True if every attempted task is in exactly one column; otherwise the checker has a bug. */
export const addsUp = (ledger: Ledger): boolean => endedTasks(ledger) === ledger.attempted;

/**
 * Jain's fairness index (Σx)² / (n · Σx²): 1 for n equal shares, 1/n if one has everything, null if all are 0. Jain, Chiu, Hawe: A quantitative measure of fairness and discrimination, DEC-TR-301, 1984.
 */
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
