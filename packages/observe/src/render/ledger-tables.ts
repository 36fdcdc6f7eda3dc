// The tables of the two ledgers and of the latencies, for the reports.
import { formatCount, formatMs } from "@fairhare/core";
import { numeric, type TableModel, tableOf, text } from "@fairhare/report";
import type { Latency } from "@fairhare/results";
import type { DeliveryLedger, PublishLedger, TapQueue, TapView } from "@fairhare/results";
import { queueName } from "./tables.ts";
import { DELIVERY_LINES, type LedgerLine, PUBLISH_LINES } from "./words.ts";

export const publishLedgerTable = (ledger: PublishLedger): TableModel => ledgerTable(PUBLISH_LINES, ledger);

export const deliveryLedgerTable = (ledger: DeliveryLedger): TableModel => ledgerTable(DELIVERY_LINES, ledger);

/** Without the lines that are 0. */
function ledgerTable<K extends string>(
  lines: readonly LedgerLine<K>[],
  ledger: Readonly<Record<K, number>>,
): TableModel {
  return tableOf<LedgerLine<K>>(
    [
      text("", ([, name]) => name),
      numeric("messages", ([column]) => formatCount(ledger[column])),
      text("meaning", ([, , meaning]) => meaning),
    ],
    lines.filter(([column], index) => index === 0 || ledger[column] > 0),
  );
}

/** A row per queue; columns that are 0 for all of them are left out. */
export function queueLedgerTable(rows: readonly TapQueue[]): TableModel {
  const columns = DELIVERY_LINES.filter(([column], index) => index === 0 || rows.some((row) => row[column] > 0));
  return tableOf<TapQueue>(
    [
      text("queue", queueName),
      numeric("published to it", (row) => formatCount(row.publishedDirectly)),
      ...columns.map(([column, name]) => numeric<TapQueue>(name, (row) => formatCount(row[column]))),
    ],
    rows,
  );
}

const LATENCIES: readonly (readonly [keyof TapView["latencyMs"], string])[] = [
  ["wait", "publish to first delivery"],
  ["timeToAck", "delivery to ack"],
  ["work", "delivery, or the ack before, to ack"],
  ["timeToConfirm", "publish to confirm"],
];

/** Without rows if nothing was measured. */
export function latencyTable({ latencyMs }: Pick<TapView, "latencyMs">): TableModel {
  const column = (head: string, value: (latency: Latency) => number | null) =>
    numeric<(typeof LATENCIES)[number]>(head, ([phase]) => formatMs(value(latencyMs[phase])));
  return tableOf(
    [
      text<(typeof LATENCIES)[number]>("latency", ([, name]) => name),
      numeric<(typeof LATENCIES)[number]>("count", ([phase]) => formatCount(latencyMs[phase].count)),
      column("p50", ({ p50 }) => p50),
      column("p90", ({ p90 }) => p90),
      column("p99", ({ p99 }) => p99),
      column("max", ({ max }) => max),
    ],
    LATENCIES.filter(([phase]) => latencyMs[phase].count > 0),
  );
}
