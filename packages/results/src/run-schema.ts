// One run: everything that its history says.
import { z } from "zod";
import { faultSchema } from "./fault-schema.ts";
import { findingSchema } from "./finding-schema.ts";
import { ledgerSchema } from "./ledger-schema.ts";
import { count, measured, ratio } from "./primitives.ts";

export const verdictSchema = z.enum(["pass", "fail", "unknown"]);

/** Milliseconds; null when nothing was recorded. */
const latencySchema = z.object({
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

const latenciesSchema = z.object({
  endToEnd: latencySchema.describe("Intended send to work completed (first completion of each task)."),
  queueWait: latencySchema.describe("Intended send to delivered."),
  bufferWait: latencySchema.describe("Delivered to work begun: the wait in the worker's prefetch buffer."),
  work: latencySchema.describe("Work begun to work completed."),
  confirm: latencySchema.describe("Publish to confirm; empty without publisher confirms."),
});

const throughputSchema = z.object({
  publishedPerSecond: measured.describe("Attempted publishes over the time from the first to the last."),
  confirmedPerSecond: measured,
  completedPerSecond: measured.describe("Completed tasks over the makespan."),
  failedPerSecond: measured.default(null).describe("Executions whose handler failed over the makespan."),
  window: z.literal("measure"),
});

const fairnessSchema = z.object({
  jainTasks: ratio.describe("Jain's index over slots by completed tasks; 1 is even, 1/n is one does all."),
  jainBusy: ratio.describe("Jain's index over slots by busy time; null when no work was done."),
  maxBusyShare: ratio.describe("Largest slot's share of all busy time, 0 to 1."),
  minBusyShare: ratio,
  idleWhileBacklogMs: measured.describe(
    "Summed over slots: time idle while a task waited, in the queue or in another worker's buffer. A slot counts from its consumer's registration to the end of its process; null when no work was done.",
  ),
  dispatchBreaks: measured
    .default(null)
    .describe(
      "How often a task did not go first to the consumer that is next in turn; 0 is perfect round-robin. Null where it has no meaning: one worker, several producers, faults, a backlog, or a prefetch limit that can block.",
    ),
});

const laneSegmentSchema = z
  .tuple([z.number(), z.number(), z.number()])
  .describe(
    "[from ms, to ms, heavy 0 to 1]: a stretch of work since the start of the measurement; heavy is the share of its busy time. A segment that stands for several stretches is as long as they are together.",
  );

const workerSchema = z.object({
  slot: z.int().min(1),
  incarnations: count,
  tasks: count.describe("Completions, duplicates included."),
  heavyTasks: count,
  busyMs: z.number(),
  idleMs: z
    .number()
    .describe(
      "Time for which it was there, awake and not busy, over its places to work; never below 0. A dead or frozen worker does not idle.",
    ),
  busyShare: ratio.describe("This slot's share of all busy time."),
  redelivered: count,
  duplicated: count,
  joinedAtMs: measured
    .default(null)
    .describe("When a worker that was not there from the beginning had its consumer registered; null for the others."),
  diedAtMs: measured.describe("When the slot's last process ended before its time; null when it lived."),
  present: z
    .array(z.tuple([z.number(), z.number()]))
    .default([])
    .describe(
      "[from ms, to ms] until the makespan: when it could work, its consumer registered, its process running and not frozen on purpose.",
    ),
  lane: z
    .array(laneSegmentSchema)
    .describe("At most a few hundred segments; neighbours are merged beyond that. Empty beyond the first 400 slots."),
});

const costSchema = z.object({
  clientCpuSeconds: measured,
  clientPeakRssBytes: measured.describe("Sum over the fleet's processes of each one's largest sampled resident set."),
  brokerCpuSeconds: measured,
  brokerPeakRssBytes: measured,
});

const timelineSchema = z.object({
  windowMs: z.number().positive(),
  published: z.array(count).describe("Attempted publishes in each window since the start of the measurement."),
  completed: z.array(count),
  ready: z.array(z.tuple([z.number(), count])).describe("[ms, messages ready] as the broker said."),
  unacked: z
    .array(z.tuple([z.number(), count]))
    .default([])
    .describe("[ms, messages unacknowledged], from within a local node; empty on any other broker."),
  queueMemoryBytes: z
    .array(z.tuple([z.number(), count]))
    .default([])
    .describe("[ms, memory of the queue's process], as `unacked`."),
  brokerMemoryBytes: z
    .array(z.tuple([z.number(), count]))
    .default([])
    .describe("[ms, memory that the broker's Erlang machine has allocated], as `unacked`."),
});

export const runSchema = z.object({
  run: z.int().min(1),
  verdict: verdictSchema,
  evidence: z
    .object({
      complete: z.boolean().describe("The run drained, its plan was carried out, and its history lacks nothing."),
      gaps: z
        .array(z.string())
        .describe("What is missing, contradictory or left open, a sentence each; with any of them no run passes."),
    })
    .default({ complete: true, gaps: [] })
    .describe("How far the history can be trusted."),
  findings: z
    .array(findingSchema)
    .default([])
    .describe("What a reader must know before trusting the numbers. Empty in results of versions before findings."),
  warnings: z.array(z.string()).describe("The findings as sentences."),
  directory: z
    .string()
    .nullable()
    .describe("Where plan.json and history/ are, relative to results.json; null when not kept."),
  makespanMs: measured.describe("Start of the measurement to the last completion."),
  boundMs: measured.describe(
    "Lower bound of the makespan, over the completed tasks: the largest of sum of costs / places to work, largest cost, what one place must take when tasks cannot be divided, and latest intended send plus its cost. Null when no work was planned.",
  ),
  boundRatio: measured.describe("makespanMs / boundMs."),
  throughput: throughputSchema,
  latencyMs: latenciesSchema,
  fairness: fairnessSchema,
  workers: z.array(workerSchema),
  ledger: ledgerSchema,
  faults: z.array(faultSchema),
  queueType: z
    .string()
    .nullable()
    .default(null)
    .describe("Type of the run's queue as the broker named it; null when it did not."),
  disconnects: z
    .array(z.object({ replyCode: count, count }))
    .default([])
    .describe(
      "Connections and channels that ended without the fleet's doing, by AMQP reply code; 0 is a broken socket.",
    ),
  cancellations: count
    .default(0)
    .describe("Consumers that the broker cancelled: from RabbitMQ 4.3 on its answer to a late acknowledgement."),
  cost: costSchema,
  timeline: timelineSchema,
});

export type Verdict = z.infer<typeof verdictSchema>;
export type Latency = z.infer<typeof latencySchema>;
export type LaneSegment = z.infer<typeof laneSegmentSchema>;
export type WorkerResult = z.infer<typeof workerSchema>;
export type RunResult = z.infer<typeof runSchema>;
