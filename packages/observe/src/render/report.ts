// The Markdown report of the tap.
import { formatCount } from "@fairhare/core";
import {
  actionOf,
  type Blocks,
  bullets,
  inline,
  joinBlocks,
  markdownTable,
  type ReportFiles,
  type TableModel,
} from "@fairhare/report";
import type { TapResults } from "@fairhare/results";
import { deliveryLedgerTable, latencyTable, publishLedgerTable } from "./ledger-tables.ts";
import { consumerTable, publisherTable, queueTable } from "./tables.ts";
import { errorSentences, measuredWords, tapIntroduction, tapSentence, unknowns } from "./words.ts";

/** Rows of a table; the rest is in the JSON file. */
const MOST_ROWS = 100;

export const renderTap = (results: TapResults): ReportFiles => [{ path: "report.md", content: tapMarkdown(results) }];

function tapMarkdown(results: TapResults): string {
  return joinBlocks([
    "# Clients of a running system",
    inline(tapIntroduction(results)),
    inline(tapSentence(results)),
    ...thresholdBlocks(results),
    ...findingBlocks(results),
    ...ledgerBlocks(results),
    ...rowBlocks("Queues", results.queues, (rows) => queueTable(rows)),
    ...rowBlocks("Consumers", results.consumers, (rows) => consumerTable(rows)),
    ...rowBlocks("Publishers", results.publishers, (rows) => publisherTable(rows)),
    ...latencyBlocks(results),
    ...errorBlocks(results),
    "## What the tap cannot know",
    ...bullets(unknowns(results).map(inline)),
  ]);
}

function thresholdBlocks({ thresholds }: TapResults): Blocks {
  if (thresholds.length === 0) return [];
  const lines = thresholds.map(
    ({ expression, ok, actual }) => `${ok ? "✓" : "✗"} \`${expression}\` (${measuredWords(actual)})`,
  );
  return ["## Thresholds", ...bullets(lines)];
}

function findingBlocks({ findings, warnings }: TapResults): Blocks {
  if (findings.length === 0) return ["## Findings", "None."];
  const lines = findings.map(({ code, severity }, index) => {
    const action = actionOf(code);
    return `**${severity}** ${inline(warnings[index] ?? code)}${action === null ? "" : ` _${inline(action)}_`}`;
  });
  return ["## Findings", ...bullets(lines)];
}

const ledgerBlocks = ({ ledger }: TapResults): Blocks => [
  "## Ledger",
  markdownTable(publishLedgerTable(ledger)),
  markdownTable(deliveryLedgerTable(ledger)),
];

function rowBlocks<Row>(title: string, rows: readonly Row[], render: (rows: readonly Row[]) => TableModel): Blocks {
  if (rows.length === 0) return [];
  const hidden = rows.length - MOST_ROWS;
  const note = hidden > 0 ? [`The first ${MOST_ROWS} of ${formatCount(rows.length)}; tap.json has all of them.`] : [];
  return [`## ${title}`, markdownTable(render(rows.slice(0, MOST_ROWS))), ...note];
}

function latencyBlocks(results: TapResults): Blocks {
  const table = latencyTable(results);
  return table.rows.length === 0 ? [] : ["## Latencies", markdownTable(table)];
}

function errorBlocks(results: TapResults): Blocks {
  const lines = errorSentences(results);
  return lines.length === 0 ? [] : ["## Errors of the broker and of connections", ...bullets(lines.map(inline))];
}
