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
  /** What is broken on purpose during the run. */
  readonly faults: readonly Fault[];
  /** What a producer does, when its connection is back, with publishes whose answer it never got. */
  readonly onUnknown: OnUnknown;
  /** Seed of the costs and of Poisson arrivals in this trial. */
  readonly seed: number;
}
