// What a queue of the simulated broker needs: its consumers, its host, and where it tells of the ends of its messages.
import type { QueueSpec } from "@fairhare/amqp";
import type { Random } from "@fairhare/core";
import type { VirtualTime } from "../virtual/time.ts";
import type { BrokerRules } from "../plan/broker-rules.ts";
import type { QueueHost } from "./cluster/queue-host.ts";
import type { DeathReason, Fate, Message, RequeueReason } from "./message.ts";

/** A queue as its host sees it. */
export interface HostedQueue {
  readonly spec: QueueSpec;
  readonly forsake: (isGone: (node: number) => boolean) => void;
  readonly dispatch: () => void;
}

export interface QueueConsumer {
  /** Of its channel. */
  readonly node: number;
  readonly isAutoAck: boolean;
  readonly priority: number;
  /** Whether the prefetch limit allows another delivery. */
  readonly hasRoom: () => boolean;
  readonly deliver: (message: Message) => void;
}

export interface QueuePorts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly rules: BrokerRules;
  readonly hostOf: (queue: HostedQueue) => QueueHost;
  readonly onFate: (message: Message, fate: Fate) => void;
  readonly onRequeue: (message: Message, reason: RequeueReason) => void;
  readonly onDeadLetter: (message: Message, to: string, reason: DeathReason) => void;
}
