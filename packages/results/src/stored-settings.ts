// The schema of a trial's settings in plan.json and results.json.
import { z } from "zod";
import {
  type Fault,
  FAULT_KINDS,
  FAULT_ROLES,
  NODE_PARTS,
  OWN_QUEUE,
  type QueueSettings,
  type TrialSettings,
} from "@fairhare/workload";

/** The limits of the binary history format. */
const MAX_SLOTS = 65_535;
const MAX_TASKS = 4_294_967_295;
const MAX_SEED = 4_294_967_295;
const MAX_TRACE = 1_000_000;

const count = z.int().min(0).max(MAX_TASKS);
const seats = z.int().min(1).max(MAX_SLOTS);
/** 0 is a run with the other side alone. */
const seatsOrNone = z.int().min(0).max(MAX_SLOTS);
/** At most a day, the largest duration of the options. */
const milliseconds = z.number().min(0).max(86_400_000);
/** The number of a node in a cluster or a list of URIs. */
const node = z.int().min(1).max(64);
const probability = z.number().min(0).max(1);

const skewSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("odd-even") }),
  z.strictObject({ kind: z.literal("uniform") }),
  z.strictObject({ kind: z.literal("dots") }),
  z.strictObject({ kind: z.literal("period"), period: z.int().min(1).max(1_000_000) }),
  z.strictObject({ kind: z.literal("random"), probability }),
  z.strictObject({ kind: z.literal("pareto"), shape: z.number().positive().max(100) }),
  z.strictObject({ kind: z.literal("lognormal"), sigma: z.number().min(0).max(10) }),
  z.strictObject({
    kind: z.literal("trace"),
    file: z.string(),
    costsMs: z.array(milliseconds).min(1).max(MAX_TRACE),
  }),
]);

const failSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("random"), probability }),
  z.strictObject({ kind: z.literal("poison"), tasks: z.int().min(1).max(1_000_000) }),
]);

const sizeMixSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("uniform"), minBytes: count, maxBytes: count }),
  z.strictObject({
    kind: z.literal("weighted"),
    sizes: z
      .array(z.strictObject({ bytes: count, weight: z.number().positive() }))
      .min(1)
      .max(100),
  }),
]);

const ratePerSecond = z.number().min(0).max(1_000_000);

const scheduleSchema = z.strictObject({
  kind: z.literal("schedule"),
  phases: z
    .array(
      z.strictObject({
        fromPerSecond: ratePerSecond,
        toPerSecond: ratePerSecond,
        seconds: z.number().positive().max(86_400),
      }),
    )
    .min(1)
    .max(1_000)
    // The last rate holds: without one, the next publish is never due.
    .refine((phases) => (phases.at(-1)?.toPerSecond ?? 0) > 0),
});

const bodyFilesSchema = z.strictObject({
  kind: z.literal("files"),
  files: z
    .array(z.strictObject({ file: z.string(), bytes: count, weight: z.number().positive() }))
    .min(1)
    .max(100),
});

const priority = z.int().min(0).max(255);
const priorityMixSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("uniform"), least: priority, most: priority }),
  z.strictObject({
    kind: z.literal("weighted"),
    levels: z
      .array(z.strictObject({ priority, weight: z.number().positive() }))
      .min(1)
      .max(256),
  }),
]);

/** Every field of a type, including optional ones. */
type Fields<T> = Record<keyof T, z.ZodType>;

const faultSchema: z.ZodType<Fault> = z.strictObject({
  text: z.string(),
  kind: z.enum(FAULT_KINDS),
  role: z.enum(FAULT_ROLES),
  process: seats.nullable(),
  part: z.enum(NODE_PARTS).exactOptional(),
  joins: z.int().min(1).max(100).exactOptional(),
  atMs: milliseconds,
  everyMs: milliseconds.positive().nullable(),
  forMs: milliseconds.nullable(),
  restartAfterMs: milliseconds.nullable(),
  connection: z
    .strictObject({
      owner: z.enum(["worker", "producer"]).nullable(),
      byMs: milliseconds.nullable(),
      bytesPerSecond: z.number().positive().nullable(),
    })
    .exactOptional(),
} satisfies Fields<Fault>);

/** Settings of earlier versions have none: each run had a queue of its own. */
const queueSchema = z
  .strictObject({
    name: z.string().min(1).max(255).nullable(),
    predeclared: z.boolean(),
  } satisfies Fields<QueueSettings>)
  .default(OWN_QUEUE);

const argumentsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** A new setting must be added here; otherwise the result is not a TrialSettings and does not compile. */
export const storedSettingsSchema = z.strictObject({
  workers: seatsOrNone,
  workersPerProcess: seats,
  workerConcurrency: seats,
  producers: seatsOrNone,
  // Stored plans of earlier versions do not have them.
  speeds: z.array(z.number().positive().max(100)).min(1).max(1_000).default([1]),
  consumerPriorities: z.array(z.int()).min(1).max(1_000).default([0]),
  holdBody: z.boolean().default(false),
  startJitterMs: milliseconds.default(0),
  // Stored plans of earlier versions do not have it, and their numbers stay.
  warmupTimeMs: milliseconds.nullable().default(0),
  rampUpMs: milliseconds.default(0),
  prefetch: z.int().min(0).max(65_535),
  ack: z.enum(["manual", "early", "auto", "forget"]),
  multiAckEvery: z.int().min(1).max(65_535),
  queue: queueSchema,
  // Stored plans of earlier versions do not have it.
  queues: z.int().min(1).max(1_000).default(1),
  queueType: z.enum(["classic", "quorum"]),
  // Stored plans of earlier versions do not have them.
  exchange: z.string().min(1).max(255).nullable().default(null),
  routingKey: z.string().max(255).nullable().default(null),
  queueArguments: argumentsSchema.default({}),
  consumerArguments: argumentsSchema.default({}),
  durability: z.enum(["transient", "durable", "persistent", "confirmed", "custom"]),
  queueDurable: z.boolean(),
  persistent: z.boolean(),
  confirmWindow: count,
  tasks: z.int().min(1).nullable(),
  timeSeconds: z.number().positive().max(86_400).nullable(),
  ratePerSecond: z.union([ratePerSecond.positive(), scheduleSchema]).nullable(),
  pace: z.enum(["constant", "poisson"]),
  // In earlier versions, all producers published in step.
  phaseOffset: z.boolean().default(false),
  rttMs: milliseconds.default(0),
  // Stored plans of earlier versions do not have them.
  queueLeader: z
    .union([z.literal("balanced"), node])
    .nullable()
    .default(null),
  quorumSize: z.int().min(1).max(64).nullable().default(null),
  connect: z.union([z.enum(["listed", "spread", "leader", "follower"]), node]).default("listed"),
  backlog: z.boolean(),
  skew: skewSchema,
  heavyMs: milliseconds,
  lightMs: milliseconds,
  dotMs: milliseconds,
  work: z.enum(["sleep", "cpu", "none"]),
  body: z.union([z.enum(["text", "binary"]), bodyFilesSchema]),
  // Stored plans of earlier versions do not have them.
  properties: z.record(z.string(), z.string()).default({}),
  priority: z.union([priority, priorityMixSchema]).nullable().default(null),
  sizeBytes: z.union([count, sizeMixSchema]),
  heartbeatSeconds: z.int().min(0).max(65_535),
  fail: failSchema,
  onError: z.enum(["requeue", "drop", "dead-letter", "crash", "retry-delay"]),
  requeueBy: z.enum(["nack", "reject"]),
  // Stored plans of earlier versions do not have it.
  retryDelayMs: milliseconds.default(0),
  // Earlier versions had no other means.
  retryMeans: z.enum(["auto", "broker", "dead-letter"]).default("dead-letter"),
  maxAttempts: count,
  deadLetter: z.boolean(),
  messageTtlMs: milliseconds,
  maxLength: count,
  overflow: z.enum(["drop-head", "reject-publish"]),
  deliveryLimit: z.union([count, z.literal("unlimited")]).nullable(),
  ackTimeoutMs: milliseconds,
  faults: z.array(faultSchema).max(1_000),
  onUnknown: z.enum(["republish", "leave"]),
  // Results of versions without programs of the user lack these.
  workerCommand: z.string().nullable().default(null),
  producerCommand: z.string().nullable().default(null),
  shell: z.boolean().default(false),
  donePattern: z.string().nullable().default(null),
  graceMs: milliseconds.default(10_000),
  leftToProgram: z.array(z.enum(["ack", "prefetch"])).default([]),
  seed: z.int().min(0).max(MAX_SEED),
} satisfies Fields<TrialSettings>) satisfies z.ZodType<TrialSettings>;
