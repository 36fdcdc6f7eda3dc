// The Markdown report of the tap.
import { counted, formatCount, formatInstant, formatMs, NOT_MEASURED } from "@fairhare/core";
import { CATALOGUE } from "@fairhare/findings";
import {
  type Blocks,
  bullets,
  inline,
  joinBlocks,
  markdownTable,
  numeric,
  type ReportFiles,
  tableOf,
  text,
} from "@fairhare/report";
import type { Latency } from "@fairhare/results";
import type { TapResults } from "../tap-results.ts";
import { consumerTable, publisherTable, queueTable } from "./tables.ts";
import {
  DELIVERY_LINES,
  type LedgerLine,
  measuredWords,
  observedWords,
  PUBLISH_LINES,
  tapSentence,
  unknowns,
} from "./words.ts";

/** Rows of a table; the rest is in the JSON file. */
const MOST_ROWS = 100;

export const renderTap = (results: TapResults): ReportFiles => [{ path: "report.md", content: tapMarkdown(results) }];

function tapMarkdown(results: TapResults): string {
  return joinBlocks([
    "# Clients of a running system",
    inline(introduction(results)),
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

function introduction({ uri, listen, broker, startedAt, observedMs, connections, endedBy }: TapResults): string {
  const what = broker === "" ? "" : ` (${broker})`;
  const end = endedBy === "time" ? "until its time was over" : "until it was interrupted";
  return `Fairhare passed the bytes of all clients at ${listen} to ${uri}${what} unchanged, from ${formatInstant(startedAt)} for ${observedWords(observedMs)}, ${end}. ${counted(connections.opened, "connection")}, at most ${formatCount(connections.peak)} at a time.`;
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
  const actions: ReadonlyMap<string, string> = new Map(
    Object.entries(CATALOGUE).map(([code, { action }]) => [code, action]),
  );
  const lines = findings.map(({ code, severity }, index) => {
    const action = actions.get(code);
    return `**${severity}** ${inline(warnings[index] ?? code)}${action === undefined ? "" : ` _${inline(action)}_`}`;
  });
  return ["## Findings", ...bullets(lines)];
}

const ledgerBlocks = ({ ledger }: TapResults): Blocks => [
  "## Ledger",
  ledgerTable(PUBLISH_LINES, ledger),
  ledgerTable(DELIVERY_LINES, ledger),
];

/** Without the lines that are 0. */
function ledgerTable<K extends string>(lines: readonly LedgerLine<K>[], ledger: Readonly<Record<K, number>>): string {
  return markdownTable(
    tableOf<LedgerLine<K>>(
      [
        text("", ([, name]) => name),
        numeric("messages", ([column]) => formatCount(ledger[column])),
        text("meaning", ([, , meaning]) => meaning),
      ],
      lines.filter(([column], index) => index === 0 || ledger[column] > 0),
    ),
  );
}

function rowBlocks<Row>(
  title: string,
  rows: readonly Row[],
  render: (rows: readonly Row[]) => ReturnType<typeof queueTable>,
): Blocks {
  if (rows.length === 0) return [];
  const hidden = rows.length - MOST_ROWS;
  const note = hidden > 0 ? [`The first ${MOST_ROWS} of ${formatCount(rows.length)}; tap.json has all of them.`] : [];
  return [`## ${title}`, markdownTable(render(rows.slice(0, MOST_ROWS))), ...note];
}

const LATENCIES: readonly (readonly [keyof TapResults["latencyMs"], string])[] = [
  ["wait", "publish to first delivery"],
  ["timeToAck", "delivery to ack"],
  ["work", "delivery, or the ack before, to ack"],
  ["timeToConfirm", "publish to confirm"],
];

function latencyBlocks({ latencyMs }: TapResults): Blocks {
  const measured = LATENCIES.filter(([phase]) => latencyMs[phase].count > 0);
  if (measured.length === 0) return [];
  const column = (head: string, value: (latency: Latency) => number | null) =>
    numeric<(typeof LATENCIES)[number]>(head, ([phase]) => formatMs(value(latencyMs[phase])));
  const columns = [
    text<(typeof LATENCIES)[number]>("latency", ([, name]) => name),
    numeric<(typeof LATENCIES)[number]>("count", ([phase]) => formatCount(latencyMs[phase].count)),
    column("p50", ({ p50 }) => p50),
    column("p90", ({ p90 }) => p90),
    column("p99", ({ p99 }) => p99),
    column("max", ({ max }) => max),
  ];
  return ["## Latencies", markdownTable(tableOf(columns, measured))];
}

function errorBlocks({ brokerErrors, problems, blockedMs }: TapResults): Blocks {
  const lines = [
    ...brokerErrors.map(({ code, text: reason, times }) => `${formatCount(times)} × ${code} ${reason || NOT_MEASURED}`),
    ...problems,
    ...(blockedMs > 0 ? [`Publishers were blocked for ${formatMs(blockedMs)}, summed over connections.`] : []),
  ];
  return lines.length === 0 ? [] : ["## Errors of the broker and of connections", ...bullets(lines.map(inline))];
}
