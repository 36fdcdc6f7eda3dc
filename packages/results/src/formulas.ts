// Formulas of results.json that more than one package computes: the sum of the ledger and Jain's index.
import type { Ledger } from "./ledger-schema.ts";

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

/** Tasks that have an end. */
export const endedTasks = (ledger: Ledger): number => LEDGER_ENDS.reduce((sum, end) => sum + ledger[end], 0);

/** True when every attempted task is in exactly one column; anything else is a fault of this program. */
export const addsUp = (ledger: Ledger): boolean => endedTasks(ledger) === ledger.attempted;

/**
 * Jain's fairness index (Σx)² / (n · Σx²): 1 when all n shares are equal, 1/n when one has everything, null when there
 * is nothing to share. Jain, Chiu, Hawe: A quantitative measure of fairness and discrimination, DEC-TR-301, 1984.
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
