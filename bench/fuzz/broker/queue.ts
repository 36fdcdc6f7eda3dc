// A queue of the simulated broker: round-robin with prefetch, requeue, expiry, overflow, delivery limits, dead letters,
// and recovery after an outage.
import type { Headers, QueueSpec } from "@fairhare/amqp";
import type { Random } from "@fairhare/core";
import type { VirtualTime } from "../virtual/time.ts";
import type { BrokerRules } from "../plan/broker-rules.ts";
import {
  type DeathReason,
  type Fate,
  fateAt,
  FATES,
  type Message,
  type Outage,
  type RequeueReason,
} from "./message.ts";

export interface QueueConsumer {
  readonly isAutoAck: boolean;
  /** Whether the prefetch limit allows another delivery. */
  readonly hasRoom: () => boolean;
  readonly deliver: (message: Message) => void;
}

export interface QueuePorts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly rules: BrokerRules;
  readonly onFate: (message: Message, fate: Fate) => void;
  readonly onRequeue: (message: Message, reason: RequeueReason) => void;
  readonly onDeadLetter: (message: Message, to: string, reason: DeathReason) => void;
}

/** Longest time after which a classic queue has written a message, milliseconds. */
const LATEST_WRITE_MS = 200;
/** Longest time of a quorum queue's sync, milliseconds. */
const SYNC_MS = 4;

export class BrokerQueue {
  readonly spec: QueueSpec;
  readonly #ports: QueuePorts;
  #ready: Message[] = [];
  #consumers: QueueConsumer[] = [];
  readonly #unacked = new Set<Message>();
  #order = 0;

  constructor(spec: QueueSpec, ports: QueuePorts) {
    this.spec = spec;
    this.#ports = ports;
  }

  get ready(): number {
    return this.#ready.length;
  }

  get unacknowledged(): number {
    return this.#unacked.size;
  }

  get consumers(): number {
    return this.#consumers.length;
  }

  /** Tasks of all messages, ready and unacknowledged. */
  tasks(): number[] {
    return [...this.#ready, ...this.#unacked].map(({ task }) => task);
  }

  /** Returns false when the full queue rejects the publish. Calls `safe` when the broker may confirm the message. */
  enqueue(task: number, body: Buffer, headers: Headers, isPersistent: boolean, safe: () => void): boolean {
    const { time, random } = this.#ports;
    const { messageTtlMs = 0, maxLength = 0, overflow = "drop-head" } = this.spec;
    const order = this.#order++;
    const message: Message = {
      task,
      body,
      headers,
      isPersistent,
      expiresAt: messageTtlMs > 0 ? time.elapsed + messageTtlMs : Infinity,
      order,
      isRedelivered: false,
      requeues: 0,
      safety: "memory",
    };
    if (maxLength > 0 && overflow === "reject-publish" && this.#ready.length >= maxLength) {
      this.#ports.onFate(message, "overflow");
      return false;
    }
    this.#ready.push(message);
    this.#makeSafe(message, safe);
    if (messageTtlMs > 0) time.after(messageTtlMs + 2 * random.float(), () => this.dispatch());
    this.dispatch();
    return true;
  }

  consume(consumer: QueueConsumer): void {
    this.#consumers.push(consumer);
    this.dispatch();
  }

  cancel(consumer: QueueConsumer): void {
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
  }

  ack(message: Message): void {
    this.#unacked.delete(message);
    this.dispatch();
  }

  /** A planted bug: removes or duplicates the next message. Returns its task; null when the queue is empty. */
  misplaceOne(how: "forget" | "repeat"): number | null {
    const [message] = this.#ready;
    if (message === undefined) return null;
    if (how === "repeat") this.#ready.push({ ...message, order: this.#order++ });
    else {
      this.#ready.shift();
      this.#ports.onFate(message, "forgotten");
    }
    this.dispatch();
    return message.task;
  }

  /** `counts`: the requeue counts towards the delivery limit. */
  requeue(messages: readonly Message[], counts: boolean, reason: RequeueReason): void {
    const { rules } = this.#ports;
    const back: Message[] = [];
    for (const message of messages) {
      if (!this.#unacked.delete(message)) continue;
      this.#ports.onRequeue(message, reason);
      message.isRedelivered = true;
      if (counts) message.requeues++;
      const limit = this.#deliveryLimit(rules);
      if (limit !== null && message.requeues > limit) this.#letGo(message, "delivery_limit");
      else back.push(message);
    }
    // A classic queue restores the old order. A quorum queue delivers requeued messages first, or last when it has no
    // delivery limit.
    const inOrder = back.toSorted((a, b) => a.order - b.order);
    if (this.spec.type === "quorum")
      this.#ready =
        this.#deliveryLimit(this.#ports.rules) === null ? [...this.#ready, ...inOrder] : [...inOrder, ...this.#ready];
    else this.#ready = [...back, ...this.#ready].toSorted((a, b) => a.order - b.order);
    this.dispatch();
  }

  reject(message: Message): void {
    if (!this.#unacked.delete(message)) return;
    this.#letGo(message, "rejected");
    this.dispatch();
  }

  /** Recovers the messages that survive the outage. Returns false when the queue itself does not survive. */
  recover(how: Outage): boolean {
    const { type, durable } = this.spec;
    const all = [...this.#ready, ...this.#unacked];
    this.#consumers = [];
    for (const message of this.#unacked) {
      message.isRedelivered = true;
      this.#ports.onRequeue(message, "connection-lost");
    }
    if (type === "quorum") for (const message of this.#unacked) message.requeues++;
    this.#unacked.clear();
    const kept: Message[] = [];
    for (const message of all) {
      const fate = fateAt(how, message, this.spec);
      if (fate === null) kept.push(message);
      else this.#ports.onFate(message, fate);
    }
    this.#ready = kept.toSorted((a, b) => a.order - b.order);
    return type === "quorum" || durable;
  }

  /** Empties the queue for its deletion; returns the tasks of its messages. */
  drop(): number[] {
    const tasks = this.tasks();
    this.#ready = [];
    this.#unacked.clear();
    this.#consumers = [];
    return tasks;
  }

  dispatch(): void {
    this.#expire();
    for (;;) {
      const consumer = this.#consumers.find(({ hasRoom }) => hasRoom());
      const message = consumer === undefined ? undefined : this.#ready.shift();
      if (consumer === undefined || message === undefined) break;
      this.#consumers = [...this.#consumers.filter((other) => other !== consumer), consumer];
      if (consumer.isAutoAck) this.#ports.onFate(message, "auto-acked");
      else this.#unacked.add(message);
      consumer.deliver(message);
    }
    this.#trim();
  }

  #makeSafe(message: Message, safe: () => void): void {
    const { time, random, rules } = this.#ports;
    const { type } = this.spec;
    const done = (safety: Message["safety"]) => (): void => {
      message.safety = safety;
      safe();
    };
    if (type === "quorum") time.after(1 + SYNC_MS * random.float(), done("synced"));
    else if (!message.isPersistent) safe();
    else {
      const wait = random.float() < 0.8 ? 3 * random.float() : LATEST_WRITE_MS * random.float();
      time.after(wait, done(rules.classicSyncs ? "synced" : "written"));
    }
  }

  #deliveryLimit({ defaultDeliveryLimit }: BrokerRules): number | null {
    const { type, deliveryLimit = null } = this.spec;
    if (type !== "quorum" || deliveryLimit === "unlimited") return null;
    return deliveryLimit ?? defaultDeliveryLimit;
  }

  #letGo(message: Message, reason: DeathReason): void {
    const { deadLetterQueue = null } = this.spec;
    if (deadLetterQueue !== null) this.#ports.onDeadLetter(message, deadLetterQueue, reason);
    else this.#ports.onFate(message, FATES[reason]);
  }

  #expire(): void {
    const now = this.#ports.time.elapsed;
    // RabbitMQ expires messages only at the head of a queue.
    for (let head = this.#ready[0]; head !== undefined && head.expiresAt <= now; head = this.#ready[0]) {
      this.#ready.shift();
      this.#letGo(head, "expired");
    }
  }

  #trim(): void {
    const { maxLength = 0, overflow = "drop-head" } = this.spec;
    if (maxLength === 0 || overflow !== "drop-head") return;
    for (const message of this.#ready.splice(0, Math.max(0, this.#ready.length - maxLength)))
      this.#letGo(message, "maxlen");
  }
}
