// The tap as lines of a terminal: a pure function of two views and the size of the screen.
import { counted, formatCount, formatNumber } from "@fairhare/core";
import { consumerTable, publisherTable, type TapConsumer, type TapPublisher, type TapView } from "@fairhare/observe";
import type { TableModel } from "@fairhare/report";
import { spokenTime } from "../run/progress/display-lines.ts";
import { cut } from "../terminal/fit.ts";
import type { Style } from "../terminal/style.ts";
import { fitTable } from "../terminal/table.ts";
import { ratesBetween, type TapRates } from "./rates.ts";

export interface TapLook {
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
}

/** Border, head and the line below it. */
const TABLE_FRAME = 4;
const MOST_ROWS = 40;
/** Columns of a name that a client has chosen. */
const LONGEST_NAME = 28;
/** Rows of the table of publishers, if there are many consumers. */
const PUBLISHERS = 4;

export function tapLines(view: TapView, before: TapView | undefined, { columns, rows, style }: TapLook): string[] {
  const width = columns - 1;
  const rates = ratesBetween(before, view);
  // The cursor stands below the last line.
  const room = Math.min(MOST_ROWS, Math.max(2, rows - 1 - 1 - 2 * TABLE_FRAME - 2));
  const publishers = byActivity(view.publishers, ({ published }) => published).slice(0, Math.min(PUBLISHERS, room - 1));
  const consumers = byActivity(view.consumers, ({ delivered }) => delivered).slice(0, room - publishers.length);
  return [
    style.strong(cut(statusLine(view, rates), width)),
    ...tableLines(consumerTable(consumers.map(withShortNames), rates.consumer), width, style),
    ...more(view.consumers.length - consumers.length, "consumer", width, style),
    ...tableLines(publisherTable(publishers.map(withShortName), rates.publisher), width, style),
    ...more(view.publishers.length - publishers.length + view.unlistedPublishers, "publisher", width, style),
  ];
}

/** `1 min 12 s · 5 connections · published 250/s · delivered 248/s · acknowledged 248/s · 12 unacked`. */
export function statusLine(view: TapView, rates: TapRates = ratesBetween(undefined, view)): string {
  const { ledger, connections } = view;
  return [
    spokenTime(view.observedMs / 1_000),
    counted(connections.open, "connection"),
    withRate("published", ledger.published, rates.published),
    withRate("delivered", ledger.delivered, rates.delivered),
    withRate("acknowledged", ledger.acked, rates.acked),
    `${formatCount(ledger.unacked)} unacked`,
    ...(ledger.redelivered > 0 ? [`${formatCount(ledger.redelivered)} redelivered`] : []),
    ...(connections.unread > 0 ? [`${counted(connections.unread, "connection")} not readable`] : []),
  ].join(" · ");
}

const withRate = (name: string, count: number, rate: number | null): string =>
  `${name} ${formatCount(count)}${rate === null ? "" : ` (${formatNumber(rate)}/s)`}`;

const withShortName = <Row extends { readonly client: string }>(row: Row): Row => ({
  ...row,
  client: cut(row.client, LONGEST_NAME),
});

const withShortNames = (row: TapConsumer): TapConsumer => ({
  ...withShortName(row),
  queue: cut(row.queue, LONGEST_NAME),
  vhost: cut(row.vhost, LONGEST_NAME),
});

function tableLines(table: TableModel, width: number, style: Style): string[] {
  return table.rows.length === 0 ? [] : fitTable(table, width, style).text.split("\n");
}

function more(hidden: number, what: string, width: number, style: Style): string[] {
  return hidden > 0 ? [style.quiet(cut(`… and ${counted(hidden, `more ${what}`)}`, width))] : [];
}

/** Open ones first, then those with the most messages. */
const byActivity = <Row extends TapConsumer | TapPublisher>(
  rows: readonly Row[],
  amount: (row: Row) => number,
): Row[] => rows.toSorted((a, b) => Number(a.endedMs !== null) - Number(b.endedMs !== null) || amount(b) - amount(a));
