// A queue of the simulated broker: round-robin with prefetch, requeue, expiry, overflow, delivery limits, dead letters,
// and recovery after an outage. ready-messages.ts has its order.
import type { QueueSpec } from "@fairhare/amqp";
import {
  type DeathReason,
  fateAt,
  FATES,
  type Message,
  type Outage,
  type Published,
  type RequeueReason,
} from "./message.ts";
import type { QueueHost } from "./cluster/queue-host.ts";
import type { QueueConsumer, QueuePorts } from "./queue-ports.ts";
import { deliveryLimitOf, ReadyMessages } from "./ready-messages.ts";

/** Longest time after which a classic queue has written a message, milliseconds. */
const LATEST_WRITE_MS = 200;
/** Longest time of a quorum queue's sync, milliseconds. */
const SYNC_MS = 4;

export class BrokerQueue {
  readonly spec: QueueSpec;
  readonly host: QueueHost;
  readonly #ports: QueuePorts;
  readonly #ready: ReadyMessages;
  #consumers: QueueConsumer[] = [];
  readonly #unacked = new Map<Message, QueueConsumer>();
  /** Messages that wait until their retry; only a quorum queue of 4.3 has them. */
  readonly #delayed = new Set<Message>();
  #order = 0;

  constructor(spec: QueueSpec, ports: QueuePorts) {
    this.spec = spec;
    this.#ports = ports;
    this.#ready = new ReadyMessages(spec, ports.rules);
    this.host = ports.hostOf(this);
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

  /** All messages, ready and unacknowledged. */
  get messages(): readonly Message[] {
    return [...this.#ready.all, ...this.#unacked.keys(), ...this.#delayed];
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
      stored: { safety: "memory" },
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
    const message = how === "repeat" ? this.#ready.first : this.#ready.shift();
    if (message === undefined) return null;
    if (how === "repeat") this.#ready.push({ ...message, order: this.#order++ });
    else this.#ports.onFate(message, "forgotten");
    this.dispatch();
    return message.task;
  }

  /** `counts`: the requeue counts towards the delivery limit. */
  requeue(messages: readonly Message[], counts: boolean, reason: RequeueReason): void {
    const limit = deliveryLimitOf(this.spec, this.#ports.rules);
    const back: Message[] = [];
    for (const message of messages) {
      if (!this.#unacked.delete(message)) continue;
      this.#ports.onRequeue(message, reason);
      const returned = { ...message, isRedelivered: true, requeues: message.requeues + Number(counts) };
      if (limit !== null && returned.requeues > limit) this.#letGo(returned, "delivery_limit");
      else back.push(returned);
    }
    this.#ready.putBack(back);
    this.dispatch();
  }

  /**
   * Takes back what consumers on these nodes hold. Those of a classic queue end; a replicated queue goes on with them when
   * their node is back.
   */
  forsake(isGone: (node: number) => boolean): void {
    const held = [...this.#unacked].filter(([, { node }]) => isGone(node)).map(([message]) => message);
    if (!this.host.isReplicated) this.#consumers = this.#consumers.filter(({ node }) => !isGone(node));
    this.requeue(held, true, "node-lost");
  }

  /** Handles a nack with requeue: a queue with delayed retries keeps the message for its delay. */
  nack(message: Message, counts: boolean): void {
    const { "x-delayed-retry-type": type, "x-delayed-retry-min": delayMs } = this.spec.otherArguments ?? {};
    if (type !== "returned" || !this.#ports.rules.quorumDelaysRetries)
      return this.requeue([message], counts, "by-client");
    if (!this.#unacked.delete(message)) return;
    const returned = { ...message, isRedelivered: true };
    this.#delayed.add(returned);
    this.#ports.time.after(Number(delayMs), () => {
      if (!this.#delayed.delete(returned)) return;
      this.#ready.unshift(returned);
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
    const all = this.messages.map((message) => {
      const consumer = this.#unacked.get(message);
      if (consumer === undefined) return message;
      // A consumer of another node loses the queue, not its connection.
      this.#ports.onRequeue(message, this.host.members.includes(consumer.node) ? "connection-lost" : "node-lost");
      return { ...message, isRedelivered: true, requeues: message.requeues + Number(type === "quorum") };
    });
    this.drop();
    const kept: Message[] = [];
    for (const message of all) {
      const fate = fateAt(how, message, this.spec);
      if (fate === null) kept.push(message);
      else this.#ports.onFate(message, fate);
    }
    this.#ready.restore(kept);
    return type === "quorum" || durable;
  }

  /** Empties the queue for its deletion; returns the tasks of its messages. */
  drop(): number[] {
    const tasks = this.messages.map(({ task }) => task);
    this.#ready.restore([]);
    this.#unacked.clear();
    this.#delayed.clear();
    this.#consumers = [];
    return tasks;
  }

  dispatch(): void {
    if (!this.host.serves) return;
    this.#expire();
    for (;;) {
      const consumer = this.#nextConsumer();
      const message = consumer === undefined ? undefined : this.#ready.take();
      if (consumer === undefined || message === undefined) break;
      this.#consumers = [...this.#consumers.filter((other) => other !== consumer), consumer];
      if (consumer.isAutoAck) this.#ports.onFate(message, "auto-acked");
      else this.#unacked.set(message, consumer);
      consumer.deliver(message);
    }
    this.#trim();
  }

  /** In turn among the consumers of the highest priority that have room. */
  #nextConsumer(): QueueConsumer | undefined {
    const free = this.#consumers.filter(({ hasRoom, node }) => hasRoom() && this.host.reaches(node));
    const highest = Math.max(...free.map(({ priority }) => priority));
    return free.find(({ priority }) => priority === highest);
  }

  #makeSafe(message: Message, safe: () => void): void {
    const { time, random, rules } = this.#ports;
    const { type } = this.spec;
    const done = (safety: Message["stored"]["safety"]) => (): void => {
      message.stored.safety = safety;
      safe();
    };
    if (this.host.isReplicated) done("synced")();
    else if (type === "quorum") time.after(1 + SYNC_MS * random.float(), done("synced"));
    else if (!message.isPersistent) safe();
    else {
      const wait = random.float() < 0.8 ? 3 * random.float() : LATEST_WRITE_MS * random.float();
      time.after(wait, done(rules.classicSyncs ? "synced" : "written"));
    }
  }

  #letGo(message: Message, reason: DeathReason): void {
    const { deadLetterQueue = null } = this.spec;
    if (deadLetterQueue !== null) this.#ports.onDeadLetter(message, deadLetterQueue, reason);
    else this.#ports.onFate(message, FATES[reason]);
  }

  #expire(): void {
    const now = this.#ports.time.elapsed;
    // RabbitMQ expires messages only at the head of a queue.
    while ((this.#ready.head?.expiresAt ?? Infinity) <= now)
      for (const head of this.#ready.takeHead()) this.#letGo(head, "expired");
  }

  #trim(): void {
    const { maxLength = 0, overflow = "drop-head" } = this.spec;
    if (maxLength === 0 || overflow !== "drop-head") return;
    while (this.#ready.length > maxLength) for (const head of this.#ready.takeHead()) this.#letGo(head, "maxlen");
  }
}
