// The sentences of the tap: what it saw, the columns of its ledgers, and what it cannot know.
import { counted, formatCount, formatInstant, formatMs, NOT_MEASURED } from "@fairhare/core";
import type { DeliveryLedger, PublishLedger, TapResults, TapView } from "@fairhare/results";

export function tapIntroduction({
  uri,
  listen,
  broker,
  startedAt,
  observedMs,
  connections,
  endedBy,
}: TapResults): string {
  const what = broker === "" ? "" : ` (${broker})`;
  const end = endedBy === "time" ? "until its time was over" : "until it was interrupted";
  return `Fairhare passed the bytes of all clients at ${listen} to ${uri}${what} unchanged, from ${formatInstant(startedAt)} for ${observedWords(observedMs)}, ${end}. ${counted(connections.opened, "connection")}, at most ${formatCount(connections.peak)} at a time.`;
}

/** `2 publishers published 1,200 messages; 4 consumers of 1 queue got 1,230 deliveries, and acknowledged 1,195.` */
export function tapSentence({ ledger, queues, publishers, unlistedPublishers }: TapView): string {
  const { published, delivered, acked, deliveredWithoutAck } = ledger;
  const consumers = queues.reduce((sum, queue) => sum + queue.consumers, 0);
  const from = counted(publishers.length + unlistedPublishers, "publisher");
  const acks =
    deliveredWithoutAck === delivered && delivered > 0 ? "without acks" : `${formatCount(acked)} acknowledged`;
  return `${from} published ${counted(published, "message")}; ${counted(consumers, "consumer")} of ${counted(queues.filter((queue) => queue.consumers > 0).length, "queue")} got ${counted(delivered, "delivery", "deliveries")}, ${acks}.`;
}

/** How a consumer ended. */
export const END_WORDS = {
  cancelled: "cancelled",
  "cancelled-by-broker": "cancelled by the broker",
  closed: "closed",
  "closed-by-broker": "closed by the broker",
  cut: "broke",
  unread: "not readable",
} as const;

export type LedgerLine<Column> = readonly [column: Column, name: string, meaning: string];

export const PUBLISH_LINES: readonly LedgerLine<keyof PublishLedger>[] = [
  ["published", "published", "basic.publish of any client of the tap"],
  ["confirmed", "confirmed", "basic.ack by the broker"],
  ["nacked", "refused", "basic.nack by the broker"],
  ["unanswered", "no answer", "the channel or connection ended before the broker answered"],
  ["unconfirmed", "still open", "not answered so far"],
  ["publishedWithoutConfirm", "without confirms", "only their publish is known"],
  ["returned", "returned", "no queue took them; counted in another line too"],
];

export const DELIVERY_LINES: readonly LedgerLine<keyof DeliveryLedger>[] = [
  ["delivered", "delivered", "to any consumer of the tap"],
  ["acked", "acknowledged", "basic.ack by the consumer"],
  ["refused", "rejected", "basic.nack or basic.reject without requeue: dropped or dead-lettered"],
  ["requeued", "requeued", "basic.nack or basic.reject with requeue"],
  ["recovered", "recovered", "basic.recover"],
  ["inHandAtCut", "in hand, connection broke", "the broker requeues them"],
  ["inHandAtClose", "in hand, channel closed", "the broker requeues them"],
  ["inHandUnread", "in hand, then not readable", "their fate is unknown"],
  ["unacked", "still in hand", "not acknowledged so far"],
  ["deliveredWithoutAck", "without acks", "only their delivery is known"],
  ["redelivered", "redelivered", "with the flag of a redelivery; counted in another line too"],
];

type UnknownsInput = Omit<TapView, "consumers" | "publishers">;

/** Sentences; the numbers in them are of this tap. */
export function unknowns({ recognition, ledger, fairness, queues, unlistedPublishers }: UnknownsInput): string[] {
  const unlisted = queues.reduce((sum, queue) => sum + queue.unlistedConsumers, 0);
  const { publishedElsewhere, notDelivered, forgotten, limit } = recognition;
  return [
    `Messages on other paths: clients that connect to the broker directly are not seen. ${counted(publishedElsewhere, "delivery", "deliveries")} had no publish here: published elsewhere, before the tap began, or copies of one message in several queues.`,
    `Loss: the tap sees no queue. ${counted(notDelivered, "published message")} had no delivery here: still queued, consumed elsewhere, expired, dropped, or lost.`,
    "Work: an ack shows that a consumer has acknowledged, not that the work is done. Work after an early ack is not visible, so a crash during it leaves no trace.",
    ...(ledger.deliveredWithoutAck > 0
      ? [
          "Deliveries without acks: the broker forgets them when it sends them. The work of their consumers is not visible.",
        ]
      : []),
    "Prefetch: without basic.qos, the broker may have a default of its own (default_consumer_prefetch in its configuration).",
    ...(fairness.jainBusy === null
      ? []
      : [
          "Busy time: a consumer counts as busy while it has a delivery in hand. That is the work of a serial consumer, and includes the way of delivery and ack.",
        ]),
    ...(unlisted + unlistedPublishers > 0
      ? [
          `Clients that ended long ago: ${counted(unlisted, "consumer")} and ${counted(unlistedPublishers, "publisher")} are in the sums only, and fairness does not compare them.`,
        ]
      : []),
    ...(forgotten > 0
      ? [
          `Recognition: the tap remembers ${formatCount(limit)} published messages, by message id or a digest of the body. It forgot ${formatCount(forgotten)}, so the two numbers above are not exact.`,
        ]
      : [
          "Recognition: messages are recognised by their message id, or else by a digest of the body; equal bodies are a multiset.",
        ]),
  ];
}

/** Errors of the broker, connections that could not be read, and blocked publishers. */
export const errorSentences = ({
  brokerErrors,
  problems,
  blockedMs,
}: Pick<TapView, "brokerErrors" | "problems" | "blockedMs">): string[] => [
  ...brokerErrors.map(({ code, text: reason, times }) => `${formatCount(times)} × ${code} ${reason || NOT_MEASURED}`),
  ...problems,
  ...(blockedMs > 0 ? [`Publishers were blocked for ${formatMs(blockedMs)}, summed over connections.`] : []),
];

/** Of a threshold, as in the report of a run. */
export const measuredWords = (actual: number | null): string =>
  actual === null ? "could not be measured" : `measured ${Number(actual.toPrecision(6))}`;

/** `12 s`, `3 h 20 min`; the tap may run for days. */
export function observedWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 2) return formatMs(ms);
  if (minutes < 120) return `${minutes} min`;
  return `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}
