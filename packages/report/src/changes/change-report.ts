// Two results side by side as Markdown, for a comment on a pull request or the summary of a step.
import type { Results, ThresholdResult, Verdict } from "@fairhare/results";
import { inline, markdownTable } from "../markdown.ts";
import { printableResults } from "../report.ts";
import { bullets, folded, joinBlocks } from "../sections/section.ts";
import { changeTable } from "../tables/change-table.ts";
import { verdictReason } from "../words/verdict-words.ts";
import { thresholdLines } from "../words/threshold-words.ts";
import { changeNotes, regressionLines } from "./change-words.ts";
import { changesBetween } from "./changes.ts";

export const VERDICT_SIGN: Readonly<Record<Verdict, string>> = { pass: "✅", fail: "❌", unknown: "❔" };

/** `thresholds`: the outcome of the thresholds of the comparison; without them, changes for the worse are named. */
export function renderChanges(
  foreignBase: Results,
  foreignHead: Results,
  thresholds: readonly ThresholdResult[] = [],
): string {
  const [base, head] = [printableResults(foreignBase), printableResults(foreignHead)];
  const changes = changesBetween(base, head);
  const table = changeTable(changes);
  const lines =
    thresholds.length > 0
      ? thresholdLines({ thresholds: [...thresholds], trials: head.trials })
      : regressionLines(changes);
  return joinBlocks([
    `## ${VERDICT_SIGN[head.verdict]} ${inline(head.experiment.name)}: new results against the base`,
    ...bullets([`Base: ${inline(verdictReason(base))}`, `New: ${inline(verdictReason(head))}`]),
    ...bullets(lines.map(inline)),
    ...(table.rows.length === 0 ? [] : folded(markdownTable(table), table.rows.length, "changes")),
    ...bullets(changeNotes(changes).map(inline)),
  ]);
}
