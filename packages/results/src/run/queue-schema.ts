// The queues of one run, one row each, and the worst value over them for thresholds. The columns of the ledger sum up to
// the ledger of the run.
import { z } from "zod";
import { errorBoundSchema } from "./latency-schema.ts";
import { count, measured, ratio } from "../primitives.ts";

export const queueSchema = z.object({
  queue: z.int().min(1).describe("Number of the queue. With several, queue 3 of `orders` is named `orders-3`."),
  workers: count.describe("Workers that consume from it, those that joined included."),
  attempted: count,
  confirmed: count,
  nacked: count,
  returned: count,
  unknown: count,
  delivered: count.describe("Deliveries from this queue, including redeliveries."),
  redelivered: count,
  completed: count,
  duplicated: count,
  lost: count,
  deadLettered: count,
  dropped: count,
  remaining: count,
  failed: count.describe("Executions with a failed handler."),
  backlog: count
    .nullable()
    .describe("Messages ready at the last reading of the queue, with its retry queue; null without a reading."),
  completedPerSecond: measured.describe(
    "Completed tasks divided by the time from the start of the measurement to the last of them.",
  ),
  endToEndMs: z
    .object({ p50: measured, p99: measured, max: measured, errorBound: errorBoundSchema })
    .describe("Intended publish to the first completion of each task."),
  jainTasks: ratio.describe("Jain's index over the workers of this queue by completed tasks of this queue."),
  jainBusy: ratio.describe("The same by busy time with tasks of this queue; null if no work was done."),
});

/** Absent numbers of results before there were several queues. */
const NONE = {
  lost: null,
  duplicated: null,
  remaining: null,
  backlog: null,
  completed: null,
  completedPerSecond: null,
  endToEndP99Ms: null,
  jainTasks: null,
  jainBusy: null,
};

export const worstQueueSchema = z
  .object({
    lost: measured.describe("The most lost tasks of a queue."),
    duplicated: measured.describe("The most duplicates of a queue."),
    remaining: measured.describe("The most remaining tasks of a queue."),
    backlog: measured.describe("The longest queue at the last reading."),
    completed: measured.describe("The fewest completed tasks of a queue."),
    completedPerSecond: measured.describe("The lowest throughput of a queue."),
    endToEndP99Ms: measured.describe("The highest p99 of the end-to-end latency of a queue."),
    endToEndErrorBoundMs: errorBoundSchema.describe("The largest `errorBound` of the end-to-end latency of a queue."),
    jainTasks: ratio.describe("The lowest Jain's index by tasks of a queue."),
    jainBusy: ratio.describe("The lowest Jain's index by busy time of a queue."),
  })
  .default(NONE)
  .describe("The worst value over the queues of the run, so that a threshold holds for each of them.");

export type QueueResult = z.infer<typeof queueSchema>;
export type WorstQueue = z.infer<typeof worstQueueSchema>;
