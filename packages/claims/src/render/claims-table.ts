// The table of all claims for the terminal, one row per claim.
import type { ClaimResult, ClaimsResults } from "../claims-results.ts";
import { type TableModel, tableOf, text } from "@fairhare/report";
import wrapAnsi from "wrap-ansi";
import { claimVerdict, decidingNumber } from "./claim-words.ts";

/** Wraps the cells here, because the terminal table does not wrap. */
export const claimsTable = ({ claims }: ClaimsResults): TableModel =>
  tableOf<ClaimResult>(
    [
      text("", ({ isAsExpected, verdict }) => mark(isAsExpected, verdict)),
      text("id", ({ id }) => id),
      text("claim", ({ says }) => wrap(says)),
      text("verdict", ({ verdict }) => claimVerdict(verdict)),
      text("deciding number", (claim) => wrap(decidingNumber(claim))),
    ],
    claims,
  );

function mark(isAsExpected: boolean, verdict: ClaimResult["verdict"]): string {
  if (verdict === "unknown" || verdict === "not-testable") return "?";
  return isAsExpected ? "✓" : "✗";
}

/** Characters; two such columns fit into a terminal of 100 columns. */
const COLUMN_WIDTH = 34;

const wrap = (sentence: string): string => wrapAnsi(sentence, COLUMN_WIDTH);
