// The columns of the two ledgers: what happened to publishes and to deliveries. Each publish and each delivery is in one
// column, so that the columns add up.
import type { ConsumerTally } from "./consumer-tally.ts";
import type { PublisherTally } from "./publisher-tally.ts";
import type { DeliveryLedger, PublishLedger } from "@fairhare/results";

export function deliveryLedger(tally: ConsumerTally): DeliveryLedger {
  const { acked, refused, requeued, recovered, cut, closed, unread, unacked, delivered } = tally;
  return {
    delivered,
    redelivered: tally.redelivered,
    acked,
    refused,
    requeued,
    recovered,
    inHandAtCut: cut,
    inHandAtClose: closed,
    inHandUnread: unread,
    // The sum over several consumers can have both kinds.
    deliveredWithoutAck: delivered - acked - refused - requeued - recovered - cut - closed - unread - unacked,
    unacked,
  };
}

export function publishLedger(tally: PublisherTally): PublishLedger {
  return {
    published: tally.published,
    publishedWithoutConfirm: tally.published - tally.awaited,
    confirmed: tally.confirmed,
    nacked: tally.nacked,
    unanswered: tally.unanswered,
    unconfirmed: tally.pending,
    returned: tally.returned,
  };
}

export const DELIVERY_COLUMNS = [
  "delivered",
  "redelivered",
  "acked",
  "refused",
  "requeued",
  "recovered",
  "inHandAtCut",
  "inHandAtClose",
  "inHandUnread",
  "deliveredWithoutAck",
  "unacked",
] as const satisfies readonly (keyof DeliveryLedger)[];

export const PUBLISH_COLUMNS = [
  "published",
  "publishedWithoutConfirm",
  "confirmed",
  "nacked",
  "unanswered",
  "unconfirmed",
  "returned",
] as const satisfies readonly (keyof PublishLedger)[];

export const sumDeliveries = (ledgers: readonly DeliveryLedger[]): DeliveryLedger => sum(DELIVERY_COLUMNS, ledgers);

export const sumPublishes = (ledgers: readonly PublishLedger[]): PublishLedger => sum(PUBLISH_COLUMNS, ledgers);

function sum<K extends string>(
  columns: readonly K[],
  ledgers: readonly Readonly<Record<K, number>>[],
): Record<K, number> {
  const total = Object.fromEntries(columns.map((column) => [column, 0])) as Record<K, number>;
  for (const ledger of ledgers) for (const column of columns) total[column] += ledger[column];
  return total;
}
