// All claims of a report, a row each.
import type { ClaimResult, ClaimsResults } from "../claims-results.ts";
import { type TableModel, tableOf, text } from "@fairhare/report";
import wrapAnsi from "wrap-ansi";
import { claimVerdict, decidingNumber } from "./claim-words.ts";

/** The terminal's; a claim's sentence is wrapped there by nobody, so it is short of words. */
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

/** Fits two such columns into a terminal of a hundred. */
const COLUMN_WIDTH = 34;

const wrap = (sentence: string): string => wrapAnsi(sentence, COLUMN_WIDTH);
