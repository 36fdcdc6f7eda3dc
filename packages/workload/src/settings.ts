// The settings of one trial, as every process and the results know them: complete, validated, JSON.
// How they are read from flags and checked against each other is parse.ts and rules.ts.

import type { Fault } from "./fault.ts";

export type AckMode = "manual" | "auto" | "forget";
export type QueueType = "classic" | "quorum";
/** What a worker does for the length of a task: wait, burn a core, or nothing. */
export type WorkKind = "sleep" | "cpu" | "none";
export type Pace = "constant" | "poisson";
export type BodyKind = "text" | "binary";
/** `republish` may make a task twice, `leave` may leave it out; the ledger tells which it was. */
export type OnUnknown = "republish" | "leave";
/** What a worker does with a task whose handler failed: back to the queue, away for good, or to the dead-letter queue. */
export type OnError = "requeue" | "drop" | "dead-letter";
/** By which method a worker gives a failed task back; from RabbitMQ 4.3 on only a reject counts towards a delivery limit. */
export type RequeueBy = "reject" | "nack";
/** What a full queue does: drop its oldest message, or refuse the new one. */
export type Overflow = "drop-head" | "reject-publish";

/** Whose handler fails. */
export type Failing =
  | { readonly kind: "none" }
  /** Each execution fails with this probability, independently. */
  | { readonly kind: "random"; readonly probability: number }
  /** So many tasks fail every time, spread over the run. */
  | { readonly kind: "poison"; readonly tasks: number };

/**
 * Named bundles of what RabbitMQ lets one choose separately:
 * transient = non-durable queue, transient messages; durable = durable queue, transient messages;
 * persistent = durable queue, persistent messages; confirmed = persistent with publisher confirms.
 * `custom` is any other combination, set by the single flags.
 */
export type Durability = "transient" | "durable" | "persistent" | "confirmed" | "custom";

/** Who is heavy. `heavyMs` and `lightMs` are the trial's; tasks are numbered from 1. */
export type Skew =
  /** Odd tasks heavy, even ones light: the tutorial's case. */
  | { readonly kind: "odd-even" }
  /** Every task heavy. */
  | { readonly kind: "uniform" }
  /** Every `period`-th task heavy, the first one among them; period 2 is odd-even. */
  | { readonly kind: "period"; readonly period: number }
  /** Each task heavy with this probability, independently. */
  | { readonly kind: "random"; readonly probability: number }
  /** Bounded Pareto on [lightMs, heavyMs] with this shape. */
  | { readonly kind: "pareto"; readonly shape: number }
  /** Log-normal with median lightMs and this sigma, capped at heavyMs. */
  | { readonly kind: "lognormal"; readonly sigma: number }
  /** The tutorial's: 1, 2, 3, 4, 5 dots and again, each `dotMs` long. */
  | { readonly kind: "dots" }
  /** A recorded list of costs, repeated when it is shorter than the trial. */
  | { readonly kind: "trace"; readonly file: string; readonly costsMs: readonly number[] };

export interface TrialSettings {
  readonly workers: number;
  readonly workersPerProcess: number;
  /** Tasks a worker works on at the same time; 1 is the serial executor. */
  readonly workerConcurrency: number;
  readonly producers: number;
  /** Per consumer; 0 is unlimited. */
  readonly prefetch: number;
  readonly ack: AckMode;
  /** Acknowledge every N completions with one multiple-ack; 1 is an ack per message. */
  readonly multiAckEvery: number;
  readonly queueType: QueueType;
  readonly durability: Durability;
  readonly queueDurable: boolean;
  readonly persistent: boolean;
  /** Publishes that may be unconfirmed at a time, per producer; 0 is no publisher confirms. */
  readonly confirmWindow: number;
  /** Tasks in total over all producers; null when `timeSeconds` alone ends the publishing. */
  readonly tasks: number | null;
  readonly timeSeconds: number | null;
  /** Per producer; null is as fast as the broker takes them. */
  readonly ratePerSecond: number | null;
  readonly pace: Pace;
  /** True: the queue is filled before the workers subscribe, all at once. */
  readonly backlog: boolean;
  readonly skew: Skew;
  readonly heavyMs: number;
  readonly lightMs: number;
  readonly dotMs: number;
  readonly work: WorkKind;
  readonly body: BodyKind;
  /** Bytes of a message body, padding included; 0 is as long as the body needs. */
  readonly sizeBytes: number;
  readonly heartbeatSeconds: number;
  readonly fail: Failing;
  readonly onError: OnError;
  readonly requeueBy: RequeueBy;
  /** Failures after which a poison task that is given back every time is waited for no longer. */
  readonly maxAttempts: number;
  /** The queue has a dead-letter queue of its own. */
  readonly deadLetter: boolean;
  /** How long a message may wait in the queue; 0 is for ever. */
  readonly messageTtlMs: number;
  /** Messages that the queue may hold ready; 0 is no limit. */
  readonly maxLength: number;
  readonly overflow: Overflow;
  /** Of a quorum queue; null is what the broker does by itself. */
  readonly deliveryLimit: number | "unlimited" | null;
  /** How long a delivery may be unacknowledged before the broker takes it back; 0 is what the broker does by itself. */
  readonly ackTimeoutMs: number;
  /** What is broken on purpose during the run. */
  readonly faults: readonly Fault[];
  /** What a producer does, when its connection is back, with publishes whose answer it never got. */
  readonly onUnknown: OnUnknown;
  /** Seed of the costs and of Poisson arrivals in this trial. */
  readonly seed: number;
}
