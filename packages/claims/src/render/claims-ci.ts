// The claims in GitHub Actions: the summary of the step, and annotations for each claim that is not as expected.
import { type Annotation, annotationCommands, inline, joinBlocks, markdownTable } from "@fairhare/report";
import type { ClaimResult, ClaimsResults } from "../claims-results.ts";
import { claimVerdict, decidingNumber } from "./claim-words.ts";
import { claimsDocument, whyUnexpected } from "./claims-document.ts";

/** Markdown; the sections of the claims are in the report. Empty when it is larger than `maxBytes`. */
export function renderClaimsSummary(results: ClaimsResults, maxBytes: number): string {
  const { title, sentence, summary, notCovered, claims } = claimsDocument(results);
  const whole = joinBlocks([
    `## ${signOf(results.claims)} ${inline(title)}`,
    `**${sentence}**`,
    markdownTable(summary),
    ...claims
      .filter(({ isAsExpected, remarks }) => !isAsExpected || remarks.length > 0)
      .map(
        ({ id, unexpected, remarks }) => `**${id}** — ${inline([unexpected, ...remarks].filter(Boolean).join(" "))}`,
      ),
    ...(notCovered === null ? [] : [notCovered]),
  ]);
  return new TextEncoder().encode(whole).length <= maxBytes ? whole : "";
}

/** An error for each unexpected verdict, a warning for each unknown one; claims that cannot be tested here are neither. */
export const claimAnnotations = ({ claims }: Pick<ClaimsResults, "claims">): string[] =>
  annotationCommands(claims.flatMap(annotationOf));

function annotationOf(claim: ClaimResult): Annotation[] {
  const { id, says, verdict, isAsExpected, remarks } = claim;
  if (isAsExpected) return [];
  const isUnknown = verdict === "unknown";
  const number = decidingNumber(claim);
  const message = [
    `“${says}”`,
    `${isUnknown ? "Not decided" : `Measured: ${claimVerdict(verdict)}`}${number === "—" ? "" : ` (${number})`}.`,
    whyUnexpected(claim),
    ...remarks,
  ];
  return [{ level: isUnknown ? "warning" : "error", title: `Claim ${id}`, message: message.join(" ") }];
}

function signOf(claims: readonly ClaimResult[]): string {
  const odd = claims.filter(({ isAsExpected }) => !isAsExpected);
  if (odd.some(({ verdict }) => verdict !== "unknown")) return "❌";
  return odd.length > 0 ? "❔" : "✅";
}
