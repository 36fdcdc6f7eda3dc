// The latencies of a run. Those that begin on one host and may end on another state how exact the clocks are; the others are
// measured by one process, whose clock gives every duration.
import { z } from "zod";
import { count, measured } from "../primitives.ts";

/** Milliseconds; null without a sample. */
export const latencySchema = z.object({
  count,
  min: measured,
  mean: measured,
  p50: measured,
  p75: measured,
  p90: measured,
  p95: measured,
  p99: measured,
  p999: measured,
  max: measured,
});

/** Absent on one host: a metric of it is 0 there. */
export const errorBoundSchema = measured
  .optional()
  .describe(
    "If producers and workers ran on several hosts: no value is wrong by more, because of the clocks. Null if it is not known; absent on one host.",
  );

const acrossHostsSchema = latencySchema.extend({ errorBound: errorBoundSchema });

export const latenciesSchema = z.object({
  endToEnd: acrossHostsSchema.describe("Intended publish to the first completion of each task."),
  queueWait: acrossHostsSchema.describe("Intended publish to delivery."),
  bufferWait: latencySchema.describe("Delivery to start of work: the wait in the worker's prefetch buffer."),
  work: latencySchema.describe("Start of work to completion: the service time."),
  confirm: latencySchema.describe("Publish to confirm; empty without publisher confirms."),
});

export const byPrioritySchema = z
  .record(
    z.string().regex(/^\d{1,3}$/),
    z.object({ queueWait: acrossHostsSchema, endToEnd: acrossHostsSchema }).describe("As in latencyMs."),
  )
  .default({})
  .describe(
    "Latencies by message priority, such as latencyByPriorityMs.9.queueWait.p99, in milliseconds; percentiles have two significant digits. Empty without --priority.",
  );

export type Latency = z.infer<typeof latencySchema>;
export type LatencyAcrossHosts = z.infer<typeof acrossHostsSchema>;
