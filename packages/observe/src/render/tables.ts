// The tables of consumers, publishers and queues, for the terminal and for the report.
import { formatCount, formatJain, formatMs, formatNumber, formatShare, NOT_MEASURED } from "@fairhare/core";
import { numeric, type TableModel, tableOf, text } from "@fairhare/report";
import type { TapConsumer, TapPublisher, TapQueue } from "@fairhare/results";
import { END_WORDS } from "./words.ts";

/** Deliveries or publishes per second in the latest interval, by row; the report has none. */
export type Rates<Row> = (row: Row) => number | null;

export function consumerTable(rows: readonly TapConsumer[], rates?: Rates<TapConsumer>): TableModel {
  return tableOf<TapConsumer>(
    [
      text("consumer", consumerName, 0),
      text("queue", (row) => queueName(row)),
      numeric("deliveries", (row) => formatCount(row.delivered)),
      ...(rates === undefined ? [] : [numeric<TapConsumer>("/s", (row) => formatNumber(rates(row)), 2)]),
      numeric("share", (row) => formatShare(row.deliveryShare), 3),
      numeric("redelivered", (row) => formatCount(row.redelivered), 3),
      numeric("busy", (row) => formatShare(row.busyRatio)),
      numeric("busy share", (row) => formatShare(row.busyShare), 3),
      numeric("unacked", (row) => (row.ack === "no-ack" ? NOT_MEASURED : formatCount(row.unacked))),
      numeric("most", (row) => (row.ack === "no-ack" ? NOT_MEASURED : formatCount(row.mostUnacked)), 4),
      text("prefetch", prefetchWords, 2),
      text("ack", ({ ack }) => ack, 2),
      numeric("ack p50", (row) => formatMs(row.timeToAckMs.p50), 3),
      numeric("ack p99", (row) => formatMs(row.timeToAckMs.p99), 2),
      text("state", stateWords, 4),
    ],
    rows,
  );
}

export function publisherTable(rows: readonly TapPublisher[], rates?: Rates<TapPublisher>): TableModel {
  return tableOf<TapPublisher>(
    [
      text("publisher", ({ client }) => client, 0),
      numeric("published", (row) => formatCount(row.published)),
      numeric("/s", (row) => formatNumber(rates === undefined ? row.publishedPerSecond : rates(row)), 2),
      numeric("confirmed", (row) => confirmCount(row, row.confirmed)),
      numeric("nacked", (row) => confirmCount(row, row.nacked), 2),
      numeric("returned", (row) => formatCount(row.returned), 2),
      numeric("not confirmed", (row) => confirmCount(row, row.unconfirmed + row.unanswered), 3),
      numeric("confirm p50", (row) => formatMs(row.timeToConfirmMs.p50), 4),
      numeric("confirm p99", (row) => formatMs(row.timeToConfirmMs.p99), 3),
    ],
    rows,
  );
}

export function queueTable(rows: readonly TapQueue[]): TableModel {
  return tableOf<TapQueue>(
    [
      text("queue", queueName, 0),
      numeric("consumers", (row) => formatCount(row.consumers)),
      numeric("published to it", (row) => formatCount(row.publishedDirectly)),
      numeric("deliveries", (row) => formatCount(row.delivered)),
      numeric("redelivered", (row) => formatCount(row.redelivered)),
      numeric("unacked", (row) => formatCount(row.unacked)),
      numeric("Jain by deliveries", (row) => formatJain(row.fairness.jainDeliveries)),
      numeric("Jain by busy time", (row) => formatJain(row.fairness.jainBusy)),
      numeric("wait p50", (row) => formatMs(row.waitMs.p50)),
      numeric("wait p99", (row) => formatMs(row.waitMs.p99)),
      numeric("published elsewhere", (row) => formatCount(row.publishedElsewhere)),
    ],
    rows,
  );
}

/** `billing`, `billing (basic.get)`. */
export const consumerName = ({ client, polling }: TapConsumer): string => (polling ? `${client} (basic.get)` : client);

/** A queue that the client has named by the empty text is the one that its channel declared last. */
export const queueName = ({ queue, vhost }: { readonly queue: string; readonly vhost: string }): string => {
  const name = queue === "" ? "(declared last)" : queue;
  return vhost === "/" || vhost === "" ? name : `${name} in ${vhost}`;
};

function prefetchWords({ prefetch, prefetchIsGlobal, ack, polling }: TapConsumer): string {
  if (ack === "no-ack" || polling) return NOT_MEASURED;
  if (prefetch === null || prefetch === 0) return "unlimited";
  return prefetchIsGlobal ? `${prefetch} per channel` : String(prefetch);
}

const stateWords = ({ end }: TapConsumer): string => (end === null ? "open" : END_WORDS[end]);

const confirmCount = ({ published, publishedWithoutConfirm }: TapPublisher, count: number): string =>
  publishedWithoutConfirm === published ? NOT_MEASURED : formatCount(count);
