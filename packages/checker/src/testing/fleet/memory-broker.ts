// A work queue in memory with RabbitMQ's rules: round-robin with prefetch, acknowledgements, requeueing to the
// head, what survives a crash, a quorum queue's delivery limit, expiry, overflow and dead letters. Knows nothing of
// histories.
import type { TrialSettings } from "@fairhare/experiment";
import type { Clockwork } from "./clockwork.ts";
import type { Truth } from "./truth.ts";

export interface Message {
  readonly task: number;
  redelivered: boolean;
  returns: number;
  readonly expiresAt: number;
}

export interface Delivery {
  readonly message: Message;
  readonly redelivered: boolean;
  readonly order: number;
  isRecorded: boolean;
  isCompleted: boolean;
  /** Why the broker took it back. */
  takenBack: "worker-killed" | "connection-lost" | "ack-timeout" | "given-back" | null;
}

export interface Consumer {
  readonly unacked: Set<Delivery>;
  receive(delivery: Delivery): void;
}

/** As the broker names them. */
export type Reason = "rejected" | "expired" | "maxlen" | "delivery_limit";

/** What a loss for this reason is called, where there is no dead-letter queue. */
const CAUSES = { expired: "expired", maxlen: "overflow", delivery_limit: "delivery-limit" } as const;

export interface BrokerPorts {
  readonly settings: TrialSettings;
  readonly deliveryLimit: number | null;
  readonly truth: Truth;
  readonly clock: Clockwork;
  readonly onDeadLetter: (task: number, reason: Reason) => void;
}

/** A run is over when a poison task has come back so often; until then it is in the queue, and from then on. */
const GIVEN_UP_AFTER = 8;

export class MemoryBroker {
  isUp = true;
  readonly #ports: BrokerPorts;
  readonly #settings: TrialSettings;
  readonly #truth: Truth;
  #ready: Message[] = [];
  /** In the queue at the end. */
  #left: Message[] = [];
  #consumers: Consumer[] = [];
  #deliveries = 0;

  constructor(ports: BrokerPorts) {
    this.#ports = ports;
    this.#settings = ports.settings;
    this.#truth = ports.truth;
  }

  /** Tasks that are still in the queue. */
  get left(): number[] {
    return this.#left.map(({ task }) => task);
  }

  /** False when the queue is full and refuses. */
  publish(task: number): boolean {
    const { messageTtlMs, maxLength, overflow } = this.#settings;
    const { clock } = this.#ports;
    if (maxLength > 0 && overflow === "reject-publish" && this.#ready.length >= maxLength) {
      this.#truth.destroy(task, "overflow");
      return false;
    }
    const expiresAt = messageTtlMs > 0 ? clock.now + messageTtlMs : Infinity;
    if (messageTtlMs > 0) clock.after(messageTtlMs, () => this.#dispatch());
    this.#ready.push({ task, redelivered: false, returns: 0, expiresAt });
    this.#dispatch();
    return true;
  }

  consume(consumer: Consumer): void {
    this.#consumers.push(consumer);
    this.#dispatch();
  }

  ack(consumer: Consumer, delivery: Delivery): void {
    consumer.unacked.delete(delivery);
    this.#dispatch();
  }

  giveBack(consumer: Consumer, delivery: Delivery): void {
    if (!consumer.unacked.delete(delivery)) return;
    this.#requeue([delivery], "given-back");
    this.#dispatch();
  }

  reject(consumer: Consumer, delivery: Delivery): void {
    if (!consumer.unacked.delete(delivery)) return;
    this.#ports.onDeadLetter(delivery.message.task, "rejected");
    this.#dispatch();
  }

  /** The consumer's channel is gone. */
  drop(consumer: Consumer, reason: NonNullable<Delivery["takenBack"]>): void {
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
    this.#requeue([...consumer.unacked], reason);
    consumer.unacked.clear();
    this.#dispatch();
  }

  /** Killed: of the messages without a confirm, the last `unwritten` had not reached the disk. */
  crash(unwritten: number): void {
    const { queueType, queueDurable, persistent, confirmWindow } = this.#settings;
    this.isUp = false;
    for (const consumer of this.#consumers) {
      this.#requeue([...consumer.unacked], "connection-lost");
      consumer.unacked.clear();
    }
    this.#consumers = [];
    if (queueType === "classic" && !(queueDurable && persistent)) {
      const cause = queueDurable ? "message-not-persistent" : "queue-not-durable";
      for (const { task } of this.#ready.splice(0)) this.#truth.destroy(task, cause);
    } else if (confirmWindow === 0) {
      for (let count = 0; count < unwritten && this.#ready.at(-1)?.redelivered === false; count++) {
        this.#truth.destroy(this.#ready.pop()?.task ?? 0, "unconfirmed-when-connection-broke");
      }
    }
  }

  /** A bug of the broker, planted: the next message is gone. */
  forgetOne(): void {
    const message = this.#ready.shift();
    if (message) this.#truth.destroy(message.task, "unknown");
  }

  /** A bug of the broker, planted: the next message is there twice. */
  repeatOne(): void {
    const [message] = this.#ready;
    if (message) this.#ready.push({ ...message });
  }

  #requeue(deliveries: readonly Delivery[], reason: NonNullable<Delivery["takenBack"]>): void {
    for (const delivery of deliveries.toSorted((a, b) => b.message.task - a.message.task)) {
      const { message } = delivery;
      delivery.takenBack = reason;
      message.redelivered = true;
      message.returns++;
      const { deliveryLimit } = this.#ports;
      if (deliveryLimit !== null && message.returns > deliveryLimit) this.#letGo(message, "delivery_limit");
      else if (deliveryLimit === null && reason === "given-back" && message.returns >= GIVEN_UP_AFTER)
        this.#left.push(message);
      else this.#ready.unshift(message);
    }
  }

  /** To the dead-letter queue, or nowhere. */
  #letGo({ task }: Message, reason: keyof typeof CAUSES): void {
    if (this.#settings.deadLetter) this.#ports.onDeadLetter(task, reason);
    else this.#truth.destroy(task, CAUSES[reason]);
  }

  #expire(): void {
    const { now } = this.#ports.clock;
    const expired = this.#ready.filter(({ expiresAt }) => expiresAt <= now);
    if (expired.length === 0) return;
    this.#ready = this.#ready.filter(({ expiresAt }) => expiresAt > now);
    for (const message of expired) this.#letGo(message, "expired");
  }

  #trim(): void {
    const { maxLength, overflow } = this.#settings;
    if (maxLength === 0 || overflow !== "drop-head") return;
    for (const message of this.#ready.splice(0, Math.max(0, this.#ready.length - maxLength)))
      this.#letGo(message, "maxlen");
  }

  #dispatch(): void {
    if (!this.isUp) return;
    this.#expire();
    this.#handOut();
    this.#trim();
  }

  #handOut(): void {
    const { ack, prefetch } = this.#settings;
    while (this.isUp && this.#ready.length > 0) {
      const consumer = this.#consumers.find(({ unacked }) => ack === "auto" || unacked.size < prefetch);
      if (consumer === undefined) return;
      this.#consumers = [...this.#consumers.filter((other) => other !== consumer), consumer];
      const message = this.#ready.shift();
      if (message === undefined) return;
      const { redelivered } = message;
      const order = this.#deliveries++;
      const delivery: Delivery = {
        message,
        redelivered,
        order,
        isRecorded: false,
        isCompleted: false,
        takenBack: null,
      };
      if (ack !== "auto") consumer.unacked.add(delivery);
      this.#truth.deliveries.push(delivery);
      consumer.receive(delivery);
    }
  }
}
