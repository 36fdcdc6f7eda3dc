// The shape of results.json, `fairhare.results/1`: the contract that other people's scripts read. The JSON
// Schema that is shipped is generated from this file. Fields may be added, never renamed or removed.
import { z } from "zod";

export const RESULTS_SCHEMA = "fairhare.results/1";

/** A number that could not be measured is null, never 0. */
const measured = z.number().nullable();
const count = z.int().min(0);
const ratio = z.number().min(0).nullable();

const verdictSchema = z.enum(["pass", "fail", "unknown"]);

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
  idleMs: z.number().describe("Makespan less busy time, times the worker's concurrency; never below 0."),
  busyShare: ratio.describe("This slot's share of all busy time."),
  redelivered: count,
  duplicated: count,
  joinedAtMs: measured
    .default(null)
    .describe("When a worker that was not there from the beginning had its consumer registered; null for the others."),
  diedAtMs: measured.describe("When the slot's last process ended before its time; null when it lived."),
  lane: z.array(laneSegmentSchema).describe("At most a few hundred segments; neighbours are merged beyond that."),
});

const ledgerSchema = z
  .object({
    attempted: count,
    confirmed: count,
    nacked: count,
    returned: count,
    unknown: count.describe("Published, but neither confirmed nor known to be handed over, and not completed."),
    delivered: count.describe("Deliveries, redeliveries included."),
    redelivered: count.describe("Deliveries that the broker flagged as redelivered."),
    completed: count.describe("Tasks with at least one completion."),
    duplicated: count.describe("Completions beyond the first of each task."),
    lost: count,
    lostUnconfirmed: count.describe("Of the lost: handed to the socket without a confirm."),
    unexpected: count.describe("Completions of tasks that were never attempted, and deliveries that are none of ours."),
    deadLettered: count.describe("Arrived in the dead-letter queue, and were not completed."),
    dropped: count.describe("Rejected by their handler for good."),
    remaining: count.describe(
      "Not completed when the run was cut short; or given back by their handler each time, and in the queue at the end.",
    ),
    failed: count.default(0).describe("Executions whose handler failed."),
    deadLettersByReason: z
      .array(z.object({ reason: z.string(), tasks: count }))
      .default([])
      .describe("The dead-lettered, by the broker's reason: rejected, expired, maxlen, delivery_limit or other."),
    givenBack: z
      .array(z.object({ task: count, failures: count }))
      .default([])
      .describe("Of the remaining: the first 100 that their handler gave back, and how often it failed."),
    losses: z
      .array(
        z.object({
          task: count,
          cause: z
            .string()
            .describe(
              "auto-acked-in-hand, auto-acked-in-buffer, auto-acked-in-flight, queue-not-durable, message-not-persistent, unconfirmed-when-connection-broke, dead-letter-missing, delivery-limit, not-synced, overflow, expired, not-written, unconfirmed-when-channel-closed or unknown; docs/how-it-measures.md says what each needs to be named.",
            ),
        }),
      )
      .describe("The first 100; the whole list is in the run directory."),
    lossesByCause: z
      .array(z.object({ cause: z.string(), tasks: count, workers: z.array(count) }))
      .default([])
      .describe("All losses, counted; `workers` are the slots to which the tasks were delivered last."),
    duplicates: z
      .array(z.object({ task: count, cause: z.string(), completions: count }))
      .default([])
      .describe(
        "The first 100 tasks that were completed more than once. Causes: worker-killed, ack-timeout, connection-lost, republished, unknown.",
      ),
    duplicatesByCause: z
      .array(z.object({ cause: z.string(), tasks: count }))
      .default([])
      .describe("All tasks that were completed more than once, counted."),
  })
  .describe("attempted = completed + lost + nacked + returned + unknown + deadLettered + dropped + remaining");

const faultSchema = z.object({
  kind: z
    .string()
    .describe(
      "kill, stop, quit, restart, add, power-cut, memory-alarm, disk-alarm, cut, stall, delay, throttle or close.",
    ),
  target: z
    .string()
    .describe("What was really hit: `worker 2`, `workers 3 to 4`, `producer 1`, `broker`, `connection of worker 2`."),
  atMs: z.number(),
  healedAtMs: measured.describe("Null when it was never healed."),
  recovery: z.object({
    timeToRedeliveryMs: measured.describe("To the first redelivered delivery after the fault and before the next one."),
    lastRedeliveryMs: measured
      .default(null)
      .describe(
        "To the last redelivery of a task that a process it hit had in hand, in its buffer, or on the wire to it.",
      ),
    lossWindowMs: measured
      .default(null)
      .describe(
        "Age, when the broker was hit, of the oldest task that was lost with it; 0 when none was, null for other targets.",
      ),
    dipRatio: measured.describe("Lowest throughput until recovery, over the rate before; null when that is not known."),
    catchUpMs: measured.describe(
      "To the first window after the dip that has 95 % of the rate before; 0 without a dip, null when there is none.",
    ),
    blockedMs: measured
      .default(null)
      .describe(
        "How long an alarm kept the producer from publishing that it blocked longest; null when it blocked none.",
      ),
  }),
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
  warnings: z.array(z.string()),
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
  disconnects: z
    .array(z.object({ replyCode: count, count }))
    .default([])
    .describe(
      "Connections and channels that ended without the fleet's doing, by AMQP reply code; 0 is a broken socket.",
    ),
  cost: costSchema,
  timeline: timelineSchema,
});

const summaryMetricSchema = z.object({
  n: count,
  median: z.number(),
  mean: z.number(),
  stddev: measured.describe("Sample standard deviation; null for n = 1."),
  ci95: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe("95 % interval of the median; null when n is too small to have one."),
  min: z.number(),
  max: z.number(),
});

const trialSchema = z.object({
  id: z.string(),
  settings: z.record(z.string(), z.unknown()).describe("TrialSettings, complete."),
  varied: z.array(z.string()).describe("The settings that the matrix varied."),
  runs: z.array(runSchema),
  summary: z.record(z.string(), summaryMetricSchema).describe("By metric path, e.g. `fairness.jainBusy`."),
});

const comparisonSchema = z.object({
  metric: z.string(),
  reference: z.string(),
  trial: z.string(),
  relative: measured.describe("(trial − reference) / reference, by medians."),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  significant: z.boolean(),
  test: z.string(),
});

const environmentSchema = z.object({
  node: z.string(),
  fairhare: z.string(),
  amqplib: z.string(),
  broker: z.object({
    product: z.string(),
    version: z.string(),
    erlang: z.string().nullable(),
    provider: z.string(),
    queueTypes: z.array(z.string()),
  }),
  os: z.string(),
  cpu: z.string(),
  cores: count,
  memoryBytes: count,
  loadAverage: z.array(z.number()),
  startedAt: z.iso.datetime(),
  command: z.string().describe("What was typed, secrets redacted."),
});

export const resultsSchema = z.object({
  schema: z.literal(RESULTS_SCHEMA),
  experiment: z
    .looseObject({ name: z.string(), repeat: count, warmup: count, seed: z.int() })
    .describe("The validated plan, as it ran."),
  environment: environmentSchema,
  trials: z.array(trialSchema),
  comparisons: z.array(comparisonSchema),
  thresholds: z.array(z.object({ expression: z.string(), ok: z.boolean(), actual: measured })),
  verdict: verdictSchema,
});

export type Verdict = z.infer<typeof verdictSchema>;
export type Latency = z.infer<typeof latencySchema>;
export type LaneSegment = z.infer<typeof laneSegmentSchema>;
export type WorkerResult = z.infer<typeof workerSchema>;
export type Ledger = z.infer<typeof ledgerSchema>;
export type FaultResult = z.infer<typeof faultSchema>;
export type RunResult = z.infer<typeof runSchema>;
export type SummaryMetric = z.infer<typeof summaryMetricSchema>;
export type TrialResult = z.infer<typeof trialSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type Environment = z.infer<typeof environmentSchema>;
export type Results = z.infer<typeof resultsSchema>;
