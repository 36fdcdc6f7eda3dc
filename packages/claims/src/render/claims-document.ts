// The content of the claims report as sentences and tables, for its Markdown, its HTML page and the summary of a CI step.
import { capitalised, environmentTable, joinWords, type TableModel, tableOf, text } from "@fairhare/report";
import { counted, formatInstant } from "@fairhare/core";
import type { ClaimResult, ClaimsResults } from "../claims-results.ts";
import type { ClaimVerdict } from "../evaluate/evaluate.ts";
import { claimVerdict, decidingNumber } from "./claim-words.ts";
import { numbersTable } from "./numbers-table.ts";

/** Texts may contain `**bold**`, `*emphasis*` and `code`, but for those of a broker: title, remarks and environment. */
export interface ClaimsDocument {
  readonly title: string;
  /** All verdicts in one sentence. */
  readonly sentence: string;
  readonly about: string;
  readonly summary: TableModel;
  /** The sentence about claims without a result; null if there are none. */
  readonly notCovered: string | null;
  readonly claims: readonly ClaimSection[];
  readonly reading: readonly string[];
  readonly environment: TableModel;
  readonly command: string;
}

interface ClaimSection {
  readonly id: string;
  readonly says: string;
  readonly verdict: ClaimVerdict;
  /** `Reproduced`. */
  readonly verdictWords: string;
  readonly isAsExpected: boolean;
  /** What is not as expected; empty if everything is. */
  readonly unexpected: string;
  readonly how: string;
  /** Null without a measurement. */
  readonly numbers: TableModel | null;
  readonly note: string | null;
  readonly remarks: readonly string[];
  /** When it was measured, and what the commands are for. */
  readonly again: string;
  readonly commands: readonly string[];
}

export function claimsDocument(results: ClaimsResults): ClaimsDocument {
  const { environment, claims, notCovered: missing } = results;
  const { broker } = environment;
  return {
    title: `The Work Queues tutorial on ${broker.product} ${broker.version}`,
    sentence: verdictSentence(claims),
    about: `Each sentence of RabbitMQ's Work Queues tutorial, paraphrased, is tested by an experiment. Measured on a real broker with real worker processes, last ${formatInstant(environment.startedAt)}.`,
    summary: summary(claims),
    notCovered: missing.length === 0 ? null : `Not covered by this report: ${joinWords(missing)}.`,
    claims: claims.map(sectionOf),
    reading: READING,
    environment: environmentTable({ environment }),
    command: environment.command,
  };
}

function verdictSentence(claims: readonly ClaimResult[]): string {
  const words = (["reproduced", "refuted", "depends", "unknown", "not-testable"] as const).flatMap((verdict) => {
    const ids = claims.filter((claim) => claim.verdict === verdict).map(({ id }) => id);
    if (ids.length === 0) return [];
    return [`${ids.length} ${claimVerdict(verdict)}${ids.length < claims.length ? ` (${joinWords(ids)})` : ""}`];
  });
  const odd = claims.filter(({ isAsExpected }) => !isAsExpected).map(({ id }) => id);
  const ending = odd.length === 0 ? "All verdicts are as expected." : `Not as expected: ${joinWords(odd)}.`;
  return `Of ${counted(claims.length, "claim")}, ${joinWords(words)}. ${ending}`;
}

const summary = (claims: readonly ClaimResult[]): TableModel =>
  tableOf<ClaimResult>(
    [
      text("id", ({ id }) => id),
      text("the tutorial says", ({ says }) => says),
      text("verdict", ({ verdict }) => claimVerdict(verdict)),
      text("deciding number", decidingNumber),
    ],
    claims,
  );

function sectionOf(claim: ClaimResult): ClaimSection {
  const { id, says, how, note, verdict, isAsExpected, remarks, expectations, commands, startedAt } = claim;
  return {
    id,
    says,
    verdict,
    verdictWords: capitalised(claimVerdict(verdict)),
    isAsExpected,
    unexpected: whyUnexpected(claim),
    how,
    numbers: expectations.length === 0 ? null : numbersTable(expectations),
    note: note ?? null,
    remarks,
    again: `Measured ${formatInstant(startedAt)}. Commands to repeat the measurement:`,
    commands,
  };
}

export function whyUnexpected({ verdict, expected, isAsExpected }: ClaimResult): string {
  if (isAsExpected) return "";
  const why =
    verdict === expected ? "not every number below holds" : `the expected verdict is ${claimVerdict(expected)}`;
  return `Not as expected: ${why}.`;
}

const READING: readonly string[] = [
  "**Reproduced**: every statement of the sentence holds. **Refuted**: none of them holds. **Depends**: some of them hold, or all of them hold and a *limit* shows a case in which the sentence does not. **Unknown**: a run is unknown, or a number is missing. Rows marked *beyond* add facts that the sentence does not state; they do not change the verdict.",
  "**Measured** is the median over n runs, with its 95 % interval in brackets, which needs at least six runs. With fewer runs, the range is in parentheses. There is neither if all runs gave the same number. *Tested* says whether every single run had to meet the expectation or only their median. A closed form is computed from the settings of the trial; the tolerance stands beside it.",
  "Every number is derived from the histories that the processes wrote before they told the broker. Numbers about a restart or a redeclaration come from the broker's own answers.",
];
