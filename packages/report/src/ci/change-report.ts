// Two results side by side as Markdown, for a comment on a pull request or the summary of a step.
import type { Results, Verdict } from "@fairhare/results";
import { inline, markdownTable } from "../markdown.ts";
import { printableResults } from "../report.ts";
import { bullets, folded, joinBlocks } from "../sections/section.ts";
import { changeNotes, changeTable } from "../tables/change-table.ts";
import { verdictReason } from "../words/verdict-words.ts";

export const VERDICT_SIGN: Readonly<Record<Verdict, string>> = { pass: "✅", fail: "❌", unknown: "❔" };

export function renderChanges(foreignBase: Results, foreignHead: Results): string {
  const [base, head] = [printableResults(foreignBase), printableResults(foreignHead)];
  const table = changeTable(base, head);
  return joinBlocks([
    `## ${VERDICT_SIGN[head.verdict]} ${inline(head.experiment.name)}: new results against the base`,
    ...bullets([`Base: ${inline(verdictReason(base))}`, `New: ${inline(verdictReason(head))}`]),
    ...(table.rows.length === 0 ? [] : folded(markdownTable(table), table.rows.length, "changes")),
    ...bullets(changeNotes(base, head).map(inline)),
  ]);
}
