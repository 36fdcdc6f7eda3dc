// One run: all numbers that the checker derives from its history.
import { z } from "zod";
import { agentSchema } from "../agent-schema.ts";
import { observedClientSchema } from "./client-schema.ts";
import { costSchema } from "./cost-schema.ts";
import { faultSchema } from "./fault-schema.ts";
import { findingSchema } from "./finding-schema.ts";
import { byPrioritySchema, latenciesSchema } from "./latency-schema.ts";
import { ledgerSchema } from "./ledger-schema.ts";
import { count, measured, ratio } from "../primitives.ts";
import { queueSchema, worstQueueSchema } from "./queue-schema.ts";
import { workerSchema } from "./worker-schema.ts";

export const verdictSchema = z.enum(["pass", "fail", "unknown"]);

const throughputSchema = z.object({
  publishedPerSecond: measured.describe("Attempted publishes divided by the time from the first to the last."),
  confirmedPerSecond: measured,
  completedPerSecond: measured.describe("Completed tasks divided by the makespan."),
  failedPerSecond: measured.default(null).describe("Executions with a failed handler, divided by the makespan."),
  window: z.literal("measure"),
});

const fairnessSchema = z.object({
  jainTasks: ratio.describe("Jain's index over slots by completed tasks: 1 if even, 1/n if one slot does everything."),
  jainBusy: ratio.describe("Jain's index over slots by busy time; null if no work was done."),
  maxBusyShare: ratio.describe("Largest slot's share of all busy time, 0 to 1."),
  minBusyShare: ratio,
  idleWhileBacklogMs: measured.describe(
    "Sum over slots: idle time while a task waited in the queue or in another worker's buffer. A slot counts from the registration of its consumer to the end of its process; null if no work was done.",
  ),
  dispatchBreaks: measured
    .default(null)
    .describe(
      "How often RabbitMQ did not deliver a task first to the next consumer in turn; 0 is exact round-robin. Null where this has no meaning: one worker, several producers, faults, a backlog, priorities, or a prefetch limit that can block.",
    ),
});

/** `own`: records of Fairhare's processes. */
const sourcesSchema = z.object({
  published: z.enum(["own", "wire"]).describe("What shows the publishes: Fairhare's own records, or the wire."),
  delivered: z.enum(["own", "wire"]),
  completed: z
    .enum(["own", "wire", "output", "none"])
    .describe(
      "What shows the completions: own records, acks on the wire, lines of the program's output, or nothing. With none, completed, lost and duplicated are not known: they are 0, such tasks count as unknown, and a threshold on them does not pass.",
    ),
});
const OWN_RECORDS = { published: "own", delivered: "own", completed: "own" } as const;

const timelineSchema = z.object({
  windowMs: z.number().positive(),
  published: z.array(count).describe("Attempted publishes in each window since the start of the measurement."),
  completed: z.array(count),
  endToEndMs: z
    .object({ p50: z.array(measured), p95: z.array(measured), p99: z.array(measured), max: z.array(measured) })
    .default({ p50: [], p95: [], p99: [], max: [] })
    .describe(
      "End-to-end latency of the tasks that were completed in each window, also in the warm-up; two significant digits. Null in a window without any.",
    ),
  ready: z.array(z.tuple([z.number(), count])).describe("[ms, messages ready], as the broker reports them."),
  unacked: z
    .array(z.tuple([z.number(), count]))
    .default([])
    .describe("[ms, messages unacknowledged], from a local node; empty for any other broker."),
  queueMemoryBytes: z
    .array(z.tuple([z.number(), count]))
    .default([])
    .describe("[ms, memory of the queue's process in bytes]; available as for `unacked`."),
  brokerMemoryBytes: z
    .array(z.tuple([z.number(), count]))
    .default([])
    .describe("[ms, memory allocated by the broker's Erlang VM in bytes]; available as for `unacked`."),
});

const clockSchema = z.object({
  agent: z.int().min(1),
  host: z.string().nullable().default(null).describe("Name of the agent's host; null if it was not recorded."),
  offsetMs: measured.describe(
    "Agent's clock − orchestrator's clock when the measurement began, beyond the offset that the agent's processes had subtracted since it joined. The checker has removed it from all times.",
  ),
  driftPpm: measured.describe("Growth of the offset over time, in µs per second."),
  errorBoundMs: measured.describe(
    "No time of a process of this agent is wrong by more, compared with the orchestrator's clock. Null if the clocks were not compared.",
  ),
  roundTripMs: measured.describe("Shortest round trip between the orchestrator and the agent."),
  exchanges: count.describe("Round trips before, during and after the run."),
  steady: z
    .boolean()
    .describe("The rate of the clock was constant; false if it was adjusted or stood still during the run."),
});

export const runSchema = z.object({
  run: z.int().min(1),
  verdict: verdictSchema,
  evidence: z
    .object({
      complete: z.boolean().describe("The run drained, its plan was carried out, and its history is complete."),
      gaps: z
        .array(z.string())
        .describe("Missing, contradictory or open evidence, one sentence each; a run with a gap does not pass."),
      sources: sourcesSchema.default(OWN_RECORDS).describe("Where the numbers come from."),
    })
    .default({ complete: true, gaps: [], sources: OWN_RECORDS })
    .describe("Whether the history proves the numbers of the run."),
  findings: z
    .array(findingSchema)
    .default([])
    .describe(
      "Facts that a reader must know before trusting the numbers. Empty in results of versions before findings.",
    ),
  warnings: z.array(z.string()).describe("The findings as sentences."),
  directory: z
    .string()
    .nullable()
    .describe("The directory of plan.json and history/, relative to results.json; null if they are not kept."),
  makespanMs: measured.describe("Start of the measurement to the last completion."),
  boundMs: measured.describe(
    "Lower bound of the makespan over the completed tasks: the largest of (1) the sum of their service times divided by workers · concurrency, (2) the largest service time, (3) the work of one place when tasks cannot be divided evenly, (4) the latest intended publish plus its service time. Null if no work was planned.",
  ),
  boundRatio: measured.describe("makespanMs / boundMs."),
  warmUp: z
    .object({
      rule: z.enum(["none", "given", "detected"]),
      discardedMs: z.number(),
      discardedTasks: count.describe("Tasks completed in this time; they are in the ledger, not in the rates."),
    })
    .default({ rule: "none", discardedMs: 0, discardedTasks: 0 })
    .describe(
      "The start of the measurement that the rates of publishing and completing and the latencies leave out: given by --warmup-time, or detected (MSER-5). Everything else counts the whole run.",
    ),
  throughput: throughputSchema,
  latencyMs: latenciesSchema,
  latencyByPriorityMs: byPrioritySchema,
  fairness: fairnessSchema,
  workers: z.array(workerSchema),
  queues: z
    .array(queueSchema)
    .default([])
    .describe("The queues of the run, also if it is only one. Empty in results of earlier versions."),
  worstQueue: worstQueueSchema,
  ledger: ledgerSchema,
  faults: z.array(faultSchema),
  queueType: z
    .string()
    .nullable()
    .default(null)
    .describe("Type of the run's queue as the broker reports it; null if it does not."),
  retriedBy: z
    .enum(["broker", "dead-letter"])
    .nullable()
    .default(null)
    .describe(
      "With --on-error retry-delay: the quorum queue kept the failed tasks itself, or they went through a retry queue. Null for other handlings.",
    ),
  agents: z
    .array(agentSchema)
    .default([])
    .describe(
      "The agents that ran processes of the run, in the order of their first ones. An agent that took the number of a lost one comes after it.",
    ),
  clocks: z.array(clockSchema).default([]).describe("The clocks of the agents that ran processes. Empty on one host."),
  connections: z
    .array(z.object({ uri: count, producers: count, workers: count }))
    .default([])
    .describe(
      "Brokers of the last connections of all producers and workers: `uri` is the position in the list of URIs, from 0. Empty in results of earlier versions.",
    ),
  client: observedClientSchema
    .nullable()
    .default(null)
    .describe("How the user's worker programs consumed; null if the workers are Fairhare's own."),
  disconnects: z
    .array(z.object({ replyCode: count, count }))
    .default([])
    .describe(
      "Connections and channels that the fleet did not close itself, by AMQP reply code; 0 is a broken socket.",
    ),
  cancellations: count
    .default(0)
    .describe("Consumers that the broker cancelled; from RabbitMQ 4.3 on it does so at the acknowledgement timeout."),
  cost: costSchema,
  timeline: timelineSchema,
});

export type EvidenceSources = z.infer<typeof sourcesSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type RunResult = z.infer<typeof runSchema>;
