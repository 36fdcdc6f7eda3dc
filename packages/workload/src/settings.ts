// The settings of one trial as plain types: complete, validated, valid as JSON. The package plan reads them from flags
// and checks them.

import type { ClientArguments } from "./queues/client-arguments.ts";
import type { ConnectPolicy, QueueLeader } from "./cluster.ts";
import type { Fault } from "./fault.ts";
import type { QueueSettings } from "./queues/queue-settings.ts";

/** `early`: a worker acknowledges a task when it begins the work. */
export type AckMode = "manual" | "early" | "auto" | "forget";
export type QueueType = "classic" | "quorum";
/** How a worker spends the service time of a task: waiting, using a core, or no work at all. */
export type WorkKind = "sleep" | "cpu" | "none";
export type Pace = "constant" | "poisson";
export type BodyKind = "text" | "binary";
/** Bodies from files, sent as they are, apart from the task number in place of `{{task}}`. */
export interface BodyFiles {
  readonly kind: "files";
  readonly files: readonly BodyFile[];
}
export interface BodyFile {
  /** Relative to the working directory of the run. */
  readonly file: string;
  /** Bytes of the file. */
  readonly bytes: number;
  /** Each task has this file with a probability proportional to its weight, above 0. */
  readonly weight: number;
}
/** Properties of all messages by their names, such as `correlation-id`; headers as `header.NAME`. */
export type MessageProperties = Readonly<Record<string, string>>;
/** `republish` may duplicate a task, `leave` may lose it; the ledger shows which one happened. */
export type OnUnknown = "republish" | "leave";
/**
 * What a worker does with a task whose handler failed. `crash`: its process ends at once and is restarted.
 * `retry-delay`: the task returns after `retryDelayMs`.
 */
export type OnError = "requeue" | "drop" | "dead-letter" | "crash" | "retry-delay";
/**
 * How a failed task waits with `retry-delay`. `broker`: its quorum queue keeps it. `dead-letter`: it is rejected into a retry
 * queue, whose messages expire and return. `auto`: `broker` where RabbitMQ can, else `dead-letter`.
 */
export type RetryMeans = "auto" | "broker" | "dead-letter";
/** The AMQP method that requeues a failed task; from RabbitMQ 4.3 on, only a reject counts towards a delivery limit. */
export type RequeueBy = "reject" | "nack";
/** What a full queue does: drop its oldest message, or refuse the new one. */
export type Overflow = "drop-head" | "reject-publish";

/** Sizes of message bodies, in bytes. */
export type SizeMix =
  /** Uniform over the whole numbers from `minBytes` to `maxBytes`. */
  | { readonly kind: "uniform"; readonly minBytes: number; readonly maxBytes: number }
  /** Each size with a probability proportional to its weight; the weights are above 0. */
  | { readonly kind: "weighted"; readonly sizes: readonly WeightedSize[] };

export interface WeightedSize {
  readonly bytes: number;
  readonly weight: number;
}

/** Priorities of messages, 0 to 255. */
export type PriorityMix =
  /** Uniform over the whole numbers from `least` to `most`. */
  | { readonly kind: "uniform"; readonly least: number; readonly most: number }
  /** Each priority with a probability proportional to its weight; the weights are above 0. */
  | { readonly kind: "weighted"; readonly levels: readonly WeightedPriority[] };

interface WeightedPriority {
  readonly priority: number;
  readonly weight: number;
}

/** Publishes per second of one producer: constant, or by a schedule. */
export type Rate = number | RateSchedule;

/** Phases one after another; the last rate holds after the last phase and is above 0. */
export interface RateSchedule {
  readonly kind: "schedule";
  readonly phases: readonly RatePhase[];
}

/** A step if both rates are equal, else a linear ramp. A rate of 0 is a pause. */
export interface RatePhase {
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
  readonly seconds: number;
}

/** Simulated handler failures. */
export type Failing =
  | { readonly kind: "none" }
  /** Each execution fails with this probability, independently. */
  | { readonly kind: "random"; readonly probability: number }
  /** This number of tasks, spread over the run, fails every time. */
  | { readonly kind: "poison"; readonly tasks: number };

/**
 * Named combinations of three settings:
 * transient = non-durable queue, transient messages; durable = durable queue, transient messages;
 * persistent = durable queue, persistent messages; confirmed = persistent with publisher confirms.
 * `custom` is any other combination, set with the individual flags.
 */
export type Durability = "transient" | "durable" | "persistent" | "confirmed" | "custom";

/**
 * Service-time distribution of the tasks. `heavyMs` and `lightMs` are settings of the trial; tasks are numbered from 1.
 */
export type Skew =
  /** Odd tasks heavy, even tasks light, as in the tutorial. */
  | { readonly kind: "odd-even" }
  /** Every task heavy. */
  | { readonly kind: "uniform" }
  /** Every `period`-th task heavy, starting with the first; period 2 is odd-even. */
  | { readonly kind: "period"; readonly period: number }
  /** Each task heavy with this probability, independently. */
  | { readonly kind: "random"; readonly probability: number }
  /** Bounded Pareto distribution on [lightMs, heavyMs] with this shape. */
  | { readonly kind: "pareto"; readonly shape: number }
  /** Log-normal distribution with median lightMs and this sigma, capped at heavyMs. */
  | { readonly kind: "lognormal"; readonly sigma: number }
  /** The tutorial's messages: 1, 2, 3, 4, 5 dots, repeated; each dot takes `dotMs`. */
  | { readonly kind: "dots" }
  /** A recorded list of service times, repeated if it is shorter than the trial. */
  | { readonly kind: "trace"; readonly file: string; readonly costsMs: readonly number[] };

/** Settings that a program of the user decides, because no option gives them. */
export type LeftToProgram = "ack" | "prefetch";

/** A warm-up is only looked for in runs with a --time from this on; a shorter run has no steady part to compare with. */
export const DETECTS_WARM_UP_FROM_SECONDS = 10;

export interface TrialSettings {
  readonly workers: number;
  readonly workersPerProcess: number;
  /** Tasks that a worker processes at the same time; 1 is a serial worker. */
  readonly workerConcurrency: number;
  /**
   * By slot, repeated: service times are the planned ones divided by the speed. Positive, at least one; [1] is a fleet of
   * equal workers.
   */
  readonly speeds: readonly number[];
  /** By slot, repeated: the argument `x-priority` of its consumer. At least one; [0] is a fleet of equal consumers. */
  readonly consumerPriorities: readonly number[];
  /** Workers keep the body of each message until they have finished its task. */
  readonly holdBody: boolean;
  /** Workers begin to consume after a random time below this; 0 is at once. */
  readonly startJitterMs: number;
  /** Workers begin to consume one after the other, evenly spread over this time; 0 is at once. */
  readonly rampUpMs: number;
  /** Time at the start of the measurement that rates and latencies leave out; null detects it, 0 leaves out nothing. */
  readonly warmupTimeMs: number | null;
  readonly producers: number;
  /** Per consumer; 0 is unlimited. */
  readonly prefetch: number;
  readonly ack: AckMode;
  /** One ack with `multiple` for every N completed tasks; 1 is one ack per task. */
  readonly multiAckEvery: number;
  readonly queue: QueueSettings;
  /** Number of queues, at least 1; the routes of tasks and workers follow from it. */
  readonly queues: number;
  /** Name of the exchange that the producers publish to; null is the default exchange. */
  readonly exchange: string | null;
  /** Of the messages, and of the binding; null is the name of the queue. */
  readonly routingKey: string | null;
  readonly queueType: QueueType;
  /** Arguments of the queue that no other setting gives; empty if the queue is predeclared. */
  readonly queueArguments: ClientArguments;
  readonly consumerArguments: ClientArguments;
  readonly durability: Durability;
  readonly queueDurable: boolean;
  readonly persistent: boolean;
  /** Largest number of unconfirmed publishes per producer; 0 turns publisher confirms off. */
  readonly confirmWindow: number;
  /** Total number of tasks of all producers; null if only `timeSeconds` ends the publishing. */
  readonly tasks: number | null;
  readonly timeSeconds: number | null;
  /** Per producer; null is as fast as the broker accepts them. */
  readonly ratePerSecond: Rate | null;
  readonly pace: Pace;
  /**
   * At a constant pace, producer i of N starts i/N of a gap later, so that the fleet publishes evenly. False: all producers
   * publish in step, as in runs of earlier versions.
   */
  readonly phaseOffset: boolean;
  /** Added to the round trip of every connection of the fleet, half in each direction; 0 is none. */
  readonly rttMs: number;
  /** Null: the broker decides, by default for the node of the connection that declares the queue. */
  readonly queueLeader: QueueLeader | null;
  /** Initial replicas of a quorum queue; null is the broker's default. */
  readonly quorumSize: number | null;
  readonly connect: ConnectPolicy;
  /** True: the queue is filled before all workers subscribe at the same time. */
  readonly backlog: boolean;
  readonly skew: Skew;
  readonly heavyMs: number;
  readonly lightMs: number;
  readonly dotMs: number;
  readonly work: WorkKind;
  readonly body: BodyKind | BodyFiles;
  readonly properties: MessageProperties;
  /** Of the messages; a mix draws the priority of each task. Null: the property is not set. */
  readonly priority: number | PriorityMix | null;
  /** Bytes of a message body, with padding; 0 means no padding. A mix draws the size of each task. */
  readonly sizeBytes: number | SizeMix;
  readonly heartbeatSeconds: number;
  readonly fail: Failing;
  readonly onError: OnError;
  readonly requeueBy: RequeueBy;
  /** Time that a failed task waits; 0 unless `onError` is `retry-delay`. */
  readonly retryDelayMs: number;
  readonly retryMeans: RetryMeans;
  /** Attempts after which the drain stops waiting for a poison task that is requeued every time. */
  readonly maxAttempts: number;
  /** Whether the queue has a dead-letter queue. */
  readonly deadLetter: boolean;
  /** Messages expire after this time in the queue; 0 is never. */
  readonly messageTtlMs: number;
  /** Largest number of ready messages in the queue; 0 means no limit. */
  readonly maxLength: number;
  readonly overflow: Overflow;
  /** Of a quorum queue; null is the broker's default. */
  readonly deliveryLimit: number | "unlimited" | null;
  /** The broker requeues deliveries that are unacknowledged for longer; 0 is the broker's default. */
  readonly ackTimeoutMs: number;
  /** Faults to inject during the run. */
  readonly faults: readonly Fault[];
  /** What a producer does with unconfirmed publishes after a connection loss. */
  readonly onUnknown: OnUnknown;
  /** Command line of the user's program that is each worker; null: Fairhare's own workers. */
  readonly workerCommand: string | null;
  /** The same for producers. */
  readonly producerCommand: string | null;
  /** Whether the commands run in a shell. */
  readonly shell: boolean;
  /** A line of a worker program's output that matches this regular expression completes a task; null: none does. */
  readonly donePattern: string | null;
  /** Time that a program has between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** The settings of this list have no meaning: the program decides them. */
  readonly leftToProgram: readonly LeftToProgram[];
  /** Seed of the service times, failures and Poisson arrivals of this trial. */
  readonly seed: number;
}
