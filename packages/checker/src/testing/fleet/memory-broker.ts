// A work queue in memory with RabbitMQ's rules: round-robin with prefetch, acknowledgements, requeueing to the
// head, what survives a crash, and a quorum queue's delivery limit. Knows nothing of histories.
import type { TrialSettings } from "@fairhare/experiment";
import type { Truth } from "./truth.ts";

export interface Message {
  readonly task: number;
  redelivered: boolean;
  returns: number;
}

export interface Delivery {
  readonly message: Message;
  readonly redelivered: boolean;
  readonly order: number;
  isRecorded: boolean;
  isCompleted: boolean;
  /** Why the broker took it back. */
  takenBack: "worker-killed" | "connection-lost" | "given-back" | null;
}

export interface Consumer {
  readonly unacked: Set<Delivery>;
  receive(delivery: Delivery): void;
}

const DELIVERY_LIMIT = 20;

export class MemoryBroker {
  isUp = true;
  readonly #settings: TrialSettings;
  readonly #truth: Truth;
  #ready: Message[] = [];
  #consumers: Consumer[] = [];
  #deliveries = 0;

  constructor(settings: TrialSettings, truth: Truth) {
    this.#settings = settings;
    this.#truth = truth;
  }

  publish(task: number): void {
    this.#ready.push({ task, redelivered: false, returns: 0 });
    this.#dispatch();
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
      if (this.#settings.queueType === "quorum" && ++message.returns > DELIVERY_LIMIT) {
        this.#truth.destroy(message.task, "delivery-limit");
      } else this.#ready.unshift(message);
    }
  }

  #dispatch(): void {
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
