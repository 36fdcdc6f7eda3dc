// A queue of the simulated broker: round-robin with prefetch, requeue, expiry, overflow, delivery limits, dead letters,
// and recovery after an outage.
import type { QueueSpec } from "@fairhare/amqp";
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
  type Published,
  type RequeueReason,
} from "./message.ts";

export interface QueueConsumer {
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
  /** Messages that wait until their retry; only a quorum queue of 4.3 has them. */
  readonly #delayed = new Set<Message>();
  #order = 0;
  /** Deliveries of the higher of two levels since the last one of the lower. */
  #inARow = 0;

  constructor(spec: QueueSpec, ports: QueuePorts) {
    this.spec = spec;
    this.#ports = ports;
  }

  get ready(): number {
    return this.#ready.length;
  }

  /** A private node counts delayed messages as well. */
  get unacknowledged(): number {
    return this.#unacked.size + this.#delayed.size;
  }

  get consumers(): number {
    return this.#consumers.length;
  }

  /** Tasks of all messages, ready and unacknowledged. */
  tasks(): number[] {
    return [...this.#ready, ...this.#unacked, ...this.#delayed].map(({ task }) => task);
  }

  /** Returns false when the full queue rejects the publish. Calls `safe` when the broker may confirm the message. */
  enqueue(published: Published, safe: () => void): boolean {
    const { time, random } = this.#ports;
    const { messageTtlMs = 0, maxLength = 0, overflow = "drop-head" } = this.spec;
    const order = this.#order++;
    const message: Message = {
      ...published,
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

  /** Handles a nack with requeue: a queue with delayed retries keeps the message for its delay. */
  nack(message: Message, counts: boolean): void {
    const { "x-delayed-retry-type": type, "x-delayed-retry-min": delayMs } = this.spec.otherArguments ?? {};
    if (type !== "returned" || !this.#ports.rules.quorumDelaysRetries)
      return this.requeue([message], counts, "by-client");
    if (!this.#unacked.delete(message)) return;
    message.isRedelivered = true;
    this.#delayed.add(message);
    this.#ports.time.after(Number(delayMs), () => {
      if (!this.#delayed.delete(message)) return;
      this.#ready = [message, ...this.#ready];
      this.dispatch();
    });
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
    const all = [...this.#ready, ...this.#unacked, ...this.#delayed];
    this.#delayed.clear();
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
    this.#delayed.clear();
    this.#consumers = [];
    return tasks;
  }

  dispatch(): void {
    this.#expire();
    for (;;) {
      const consumer = this.#nextConsumer();
      const message = consumer === undefined ? undefined : this.#takeNext();
      if (consumer === undefined || message === undefined) break;
      this.#consumers = [...this.#consumers.filter((other) => other !== consumer), consumer];
      if (consumer.isAutoAck) this.#ports.onFate(message, "auto-acked");
      else this.#unacked.add(message);
      consumer.deliver(message);
    }
    this.#trim();
  }

  /** In turn among the consumers of the highest priority that have room. */
  #nextConsumer(): QueueConsumer | undefined {
    const free = this.#consumers.filter(({ hasRoom }) => hasRoom());
    const highest = Math.max(...free.map(({ priority }) => priority));
    return free.find(({ priority }) => priority === highest);
  }

  #takeNext(): Message | undefined {
    const at = this.#headIndex();
    const [message] = at === -1 ? [] : this.#ready.splice(at, 1);
    if (message !== undefined) this.#inARow = this.#levelOf(message) === 0 ? 0 : this.#inARow + 1;
    return message;
  }

  /** The first message of the highest level; -1 in an empty queue. */
  #headIndex(): number {
    const levels = this.#ready.map((message) => this.#levelOf(message));
    const isTurnOfLow =
      this.spec.type === "quorum" && this.#ports.rules.quorumPriorities === "two" && this.#inARow >= 2;
    const lowest = levels.indexOf(0);
    return isTurnOfLow && lowest !== -1 ? lowest : levels.indexOf(Math.max(...levels));
  }

  /** The priority as far as this queue has it. */
  #levelOf({ priority }: Message): number {
    if (this.spec.type === "classic")
      return Math.min(priority, Number(this.spec.otherArguments?.["x-max-priority"] ?? 0));
    const { quorumPriorities } = this.#ports.rules;
    if (quorumPriorities === "none") return 0;
    return quorumPriorities === "two" ? Number(priority > 4) : Math.min(priority, 31);
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
    for (let at = this.#headIndex(); (this.#ready[at]?.expiresAt ?? Infinity) <= now; at = this.#headIndex())
      for (const head of this.#ready.splice(at, 1)) this.#letGo(head, "expired");
  }

  #trim(): void {
    const { maxLength = 0, overflow = "drop-head" } = this.spec;
    if (maxLength === 0 || overflow !== "drop-head") return;
    while (this.#ready.length > maxLength)
      for (const head of this.#ready.splice(this.#headIndex(), 1)) this.#letGo(head, "maxlen");
  }
}
