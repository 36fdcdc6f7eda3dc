// The schema of tap.json, `fairhare.tap/1`: a contract for scripts of users, as the one of results.json. Fields may be
// added, never renamed or removed.
import { z } from "zod";
import { findingSchema } from "../run/finding-schema.ts";
import { count, measured, ratio } from "../primitives.ts";
import { latencySchema } from "../run/latency-schema.ts";
import { deliveryLedgerSchema, publishLedgerSchema } from "./tap-ledger-schema.ts";
import { tapConsumerSchema, tapPublisherSchema, tapQueueSchema } from "./tap-row-schema.ts";

export const TAP_SCHEMA = "fairhare.tap/1";

const tapViewSchema = z.object({
  observedMs: z.number().describe("How long the tap has run."),
  broker: z.string().describe("As the broker introduced itself; empty if no client has connected."),
  connections: z.object({
    opened: count,
    open: count,
    peak: count.describe("The most at a time."),
    cut: count.describe("Ended without connection.close."),
    unread: count.describe("Could not be read to their end."),
    unreachable: count.describe("The tap had no connection to the broker for them."),
  }),
  ledger: publishLedgerSchema.extend(deliveryLedgerSchema.shape).describe("Of all clients."),
  fairness: z.object({ jainDeliveries: ratio, jainBusy: ratio }).describe("The lowest of all queues."),
  queues: z.array(tapQueueSchema),
  consumers: z.array(tapConsumerSchema),
  publishers: z.array(tapPublisherSchema),
  unlistedPublishers: count.describe("Publishers that are only in the sums: they ended long ago."),
  recognition: z
    .object({
      deliveredAfterPublish: count,
      publishedElsewhere: count,
      notDelivered: count.describe(
        "Published through the tap, and no delivery seen: still queued, consumed elsewhere, or without a queue.",
      ),
      forgotten: count.describe("Forgotten because more than limit messages waited."),
      limit: count,
    })
    .describe("Recognition of messages by message id or body."),
  blockedMs: z.number().describe("Publishers blocked by the broker, summed over connections."),
  brokerErrors: z
    .array(z.object({ code: count, text: z.string(), times: count }))
    .describe("Channels and connections that the broker closed."),
  problems: z.array(z.string()).describe("Connections that could not be read."),
  latencyMs: z.object({
    timeToAck: latencySchema,
    work: latencySchema,
    wait: latencySchema,
    timeToConfirm: latencySchema,
  }),
});

const tapThresholdSchema = z.object({ expression: z.string(), ok: z.boolean(), actual: measured });

export const tapResultsSchema = z.object({
  schema: z.literal(TAP_SCHEMA),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  endedBy: z.enum(["time", "interruption"]),
  uri: z.string().describe("Of the broker, without the password."),
  listen: z.string().describe("The address of the tap."),
  fairhare: z.string().describe("The version."),
  ...tapViewSchema.shape,
  findings: z.array(findingSchema),
  warnings: z.array(z.string()).describe("The findings as sentences, in the same order."),
  thresholds: z.array(tapThresholdSchema),
  checksum: z
    .string()
    .optional()
    .describe("SHA-256 of all other fields as compact JSON; a file without it is read without a check."),
});

export type TapView = z.infer<typeof tapViewSchema>;
export type TapThreshold = z.infer<typeof tapThresholdSchema>;
export type TapResults = z.infer<typeof tapResultsSchema>;
