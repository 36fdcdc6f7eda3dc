// The two ledgers of the tap: what happened to publishes, and to deliveries.
import { z } from "zod";
import { count } from "../primitives.ts";

export const deliveryLedgerSchema = z.object({
  delivered: count.describe(
    "Every delivery is in exactly one of the other columns; redelivered counts some of them again.",
  ),
  redelivered: count.describe("Deliveries with the flag redelivered."),
  acked: count.describe("basic.ack by the consumer."),
  refused: count.describe("basic.nack or basic.reject without requeue: dropped, or dead-lettered."),
  requeued: count.describe("basic.nack or basic.reject with requeue."),
  recovered: count.describe("basic.recover."),
  inHandAtCut: count.describe("Unacknowledged when their connection broke: the broker requeues them."),
  inHandAtClose: count.describe(
    "Unacknowledged when their channel or connection was closed: the broker requeues them.",
  ),
  inHandUnread: count.describe("Unacknowledged when their connection could not be read any further."),
  deliveredWithoutAck: count.describe("To consumers without acks: only their delivery is known."),
  unacked: count.describe("Unacknowledged when the tap ended."),
});

export const publishLedgerSchema = z.object({
  published: count,
  publishedWithoutConfirm: count.describe("Without publisher confirms: only their publish is known."),
  confirmed: count.describe("basic.ack by the broker."),
  nacked: count.describe("basic.nack by the broker."),
  unanswered: count.describe("Not answered when their channel or connection ended."),
  unconfirmed: count.describe("Not answered when the tap ended."),
  returned: count.describe("basic.return: no queue took them. They are also confirmed, if their channel has confirms."),
});

export type DeliveryLedger = z.infer<typeof deliveryLedgerSchema>;
export type PublishLedger = z.infer<typeof publishLedgerSchema>;
