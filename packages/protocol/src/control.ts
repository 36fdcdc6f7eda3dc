// The messages between the orchestrator and its children, over IPC. They only control: all evidence goes into the
// history, because the unsent messages of a killed child are lost.
import type { Nanoseconds } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";

/** Everything that a child needs, sent once. `uri` contains the password, so it is never on a command line. */
interface ProcessPlan {
  readonly uri: string;
  /** The position of the URI of the list that is tried first, from 0. */
  readonly firstUri: number;
  /** The name from which those of several queues are made. */
  readonly queue: string;
  /**
   * The broker deletes the queue after this time without use; 0 is never. Reconnecting clients declare the same value.
   */
  readonly queueExpiresMs: number;
  /** Marks the messages of this run in a queue that others may use; null in a queue of the run's own. */
  readonly runTag: string | null;
  readonly settings: TrialSettings;
  /** The file for the history of this incarnation; it does not exist yet. */
  readonly shardFile: string;
  /** From 1. */
  readonly process: number;
  readonly incarnation: number;
  /** The process starts during the run, when the broker may be unavailable: it repeats its attempts to connect. */
  readonly isLate: boolean;
  /**
   * Nanoseconds to subtract from the monotonic clock of the process's host, so that its records have the times of the
   * orchestrator's clock; 0 on the orchestrator's host.
   */
  readonly clockOffsetNs: number;
}

export interface ProducerPlan extends ProcessPlan {
  readonly role: "producer";
  /** Tasks of this producer that its earlier incarnations have attempted. */
  readonly alreadyAttempted: number;
  /** Time zero of the producer's schedule, as its first incarnation recorded it; null for the first incarnation. */
  readonly epoch: Nanoseconds | null;
}

export interface WorkerPlan extends ProcessPlan {
  readonly role: "worker";
  /** The slots that this process fills. */
  readonly slots: readonly number[];
}

export type ChildPlan = ProducerPlan | WorkerPlan;

export type ParentMessage =
  | { readonly type: "configure"; readonly plan: ChildPlan }
  /** Producers publish; workers subscribe, at once or after their start delay. */
  | { readonly type: "begin" }
  /**
   * Workers cancel their consumers. All do so before any worker stops; otherwise requeued tasks would go to other
   * workers.
   */
  | { readonly type: "cancelConsumers" }
  /** Finish the tasks in progress, send the remaining acks, close and exit. */
  | { readonly type: "stop" };

export type ChildMessage =
  /** Connected, but not publishing or subscribed yet. */
  | { readonly type: "ready" }
  /** Workers: the broker has registered every consumer of this process, except those with a start delay. */
  | { readonly type: "consuming" }
  /** Workers: no more deliveries arrive. */
  | { readonly type: "consumersCancelled" }
  /** Producers: every task is published and, with publisher confirms, answered. */
  | { readonly type: "finished" }
  /**
   * The child cannot continue and exits; `message` is a sentence for the user. `isHopeless`: every other process would
   * fail in the same way.
   */
  | { readonly type: "failed"; readonly message: string; readonly isHopeless: boolean };
