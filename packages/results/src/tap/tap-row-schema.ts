// The rows of tap.json: consumers, queues and publishers.
import { z } from "zod";
import { count, measured, ratio } from "../primitives.ts";
import { latencySchema } from "../run/latency-schema.ts";
import { deliveryLedgerSchema, publishLedgerSchema } from "./tap-ledger-schema.ts";

const milliseconds = z.number();

export const tapConsumerSchema = deliveryLedgerSchema.extend({
  client: z.string().describe("The name that the client gave its connection, else its address."),
  connection: count.describe("The number of its connection, from 1."),
  tag: z.string(),
  vhost: z.string(),
  queue: z.string(),
  polling: z.boolean().describe("True for basic.get."),
  ack: z.enum(["manual", "no-ack"]),
  prefetch: count
    .nullable()
    .describe("0 is unlimited; null if the client never sent basic.qos, which is unlimited too."),
  prefetchIsGlobal: z.boolean().describe("The limit is shared by the consumers of the channel."),
  priority: measured.describe("The argument x-priority."),
  sinceMs: milliseconds.describe("When it subscribed, since the start of the tap."),
  endedMs: measured.describe("Null if it was subscribed when the tap ended."),
  end: z
    .enum(["cancelled", "cancelled-by-broker", "closed", "closed-by-broker", "cut", "unread"])
    .nullable()
    .describe("cut: its connection ended without connection.close. unread: it could not be read any further."),
  mostUnacked: count,
  forgotten: count.describe("Deliveries that stayed in hand much longer than the others."),
  busyMs: measured.describe("With at least one delivery in hand; null without acks."),
  busyRatio: ratio.describe("Busy time divided by the time that it was subscribed."),
  deliveryShare: ratio
    .default(null)
    .describe("Its share of the deliveries to all listed consumers of the queue; null in files of earlier versions."),
  busyShare: ratio.describe("Its share of the busy time of all listed consumers of the queue."),
  timeToAckMs: latencySchema,
  workMs: latencySchema.describe("From the delivery, or the settlement before if that was later, to the settlement."),
});

export const tapQueueSchema = deliveryLedgerSchema.extend({
  vhost: z.string(),
  queue: z.string(),
  consumers: count,
  unlistedConsumers: count.describe("Consumers that are only in the sums: they ended long ago."),
  fairness: z.object({
    compared: count.describe(
      "Consumers that were subscribed together, each for at least a tenth of the longest subscription. Subscriptions count from the first delivery of the queue to its last delivery or settlement.",
    ),
    jainDeliveries: ratio.describe("Jain's index by deliveries per subscribed time; null below two consumers."),
    jainBusy: ratio.describe("By busy time per subscribed time; null without acks."),
  }),
  publishedDirectly: count
    .default(0)
    .describe(
      "Publishes to the default exchange with the name of the queue; those through other exchanges are not known. 0 in files of earlier versions.",
    ),
  waitMs: latencySchema.describe("From the publish to the first delivery, of messages that were recognised."),
  publishedElsewhere: count.describe("First deliveries whose publish the tap did not see."),
  mostRequeues: count.describe("Of one message, without being settled in between."),
});

export const tapPublisherSchema = publishLedgerSchema.extend({
  client: z.string(),
  connection: count,
  vhost: z.string(),
  sinceMs: milliseconds.describe("The first publish, since the start of the tap."),
  lastMs: milliseconds,
  endedMs: measured,
  publishedPerSecond: measured.describe("Mean from the first to the last publish; null for one publish."),
  timeToConfirmMs: latencySchema,
});

export type TapConsumer = z.infer<typeof tapConsumerSchema>;
export type TapQueue = z.infer<typeof tapQueueSchema>;
export type TapPublisher = z.infer<typeof tapPublisherSchema>;
