// The messages between the orchestrator and its children, over IPC. Control only: whatever is evidence
// goes into the history, because a killed child takes its unsent messages with it.
import type { Nanoseconds } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";

/** All that a child needs to know, sent once. `uri` holds the password: it is never on a command line. */
interface ProcessPlan {
  readonly uri: string;
  readonly queue: string;
  /** How long the queue may be unused before the broker deletes it; 0 is for ever. A client that comes back declares it so. */
  readonly queueExpiresMs: number;
  readonly settings: TrialSettings;
  /** Where to write this incarnation's history; the file does not exist yet. */
  readonly shardFile: string;
  /** From 1. */
  readonly process: number;
  readonly incarnation: number;
  /** The run is under way already: the broker may be away for a while, so this process keeps trying to connect. */
  readonly isLate: boolean;
}

export interface ProducerPlan extends ProcessPlan {
  readonly role: "producer";
  /** Tasks of this producer's share that the incarnations before this one have attempted. */
  readonly alreadyAttempted: number;
  /** Time zero of the producer's schedule, as its first incarnation recorded it; null when there is none yet. */
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
  /** Producers publish; workers subscribe. */
  | { readonly type: "begin" }
  /** Workers: take nothing new. All of them do before any stops, or what one gives back would go to the next. */
  | { readonly type: "cancelConsumers" }
  /** Finish what is in hand, acknowledge what is owed, close and exit. */
  | { readonly type: "stop" };

export type ChildMessage =
  /** Connected; nothing is published or subscribed yet. */
  | { readonly type: "ready" }
  /** Workers: every consumer of this process is registered with the broker. */
  | { readonly type: "consuming" }
  /** Workers: no delivery comes any more. */
  | { readonly type: "consumersCancelled" }
  /** Producers: all is published and, with confirms, answered. */
  | { readonly type: "finished" }
  /**
   * The child cannot go on and will exit; the message is a sentence for the user. `isHopeless`: every other process
   * would fail in the same way.
   */
  | { readonly type: "failed"; readonly message: string; readonly isHopeless: boolean };
