// Collects the answers to deliveries and sends them: one ack per message, one multiple-ack for every N completions, a
// reject or nack for every failure, or nothing. The group commit decides when.
import { retriesInQueue, type TrialSettings } from "@fairhare/workload";

export interface AckChannel {
  ack(tag: number, multiple: boolean): void;
  nack(tag: number, requeue: boolean): void;
  reject(tag: number, requeue: boolean): void;
}

export type AckSettings = Pick<TrialSettings, "ack" | "multiAckEvery" | "onError" | "requeueBy" | "retryMeans">;

/** Serves one channel from its first delivery on: the delivery tags are 1, 2, 3 … without gaps. */
export class Acknowledger {
  readonly #channel: AckChannel;
  readonly #every: number;
  readonly #isSilent: boolean;
  readonly #requeues: boolean;
  readonly #nacks: boolean;
  /** Tags to acknowledge, in tag order for multiple-acks. The array is reused; the first `#pending` entries are valid. */
  readonly #tags: number[] = [];
  #pending = 0;
  /** Deliveries whose handler failed. */
  readonly #refused: number[] = [];
  /** The lowest tag whose task is not finished. A multiple-ack must stay below it. */
  #firstOpen = 1;
  /** Tags that a concurrent worker finished before a lower one; true for completed, false for failed. */
  readonly #ahead = new Map<number, boolean>();

  constructor(channel: AckChannel, settings: AckSettings) {
    this.#channel = channel;
    this.#every = settings.multiAckEvery;
    this.#isSilent = settings.ack === "auto" || settings.ack === "forget";
    // A quorum queue with delayed retries keeps a nacked message for the delay, and does not count it as a failed delivery.
    const isDelayed = retriesInQueue(settings);
    this.#requeues = settings.onError === "requeue" || isDelayed;
    this.#nacks = settings.requeueBy === "nack" || isDelayed;
  }

  /** Adds a completion to acknowledge; any order of tags is valid. */
  acknowledge(tag: number): void {
    if (this.#isSilent) return;
    if (this.#every === 1) this.#tags[this.#pending++] = tag;
    else this.#close(tag, true);
  }

  /** Adds a failure to reject or nack; the settings decide whether RabbitMQ requeues the message. */
  refuse(tag: number): void {
    if (this.#isSilent) return;
    this.#refused.push(tag);
    if (this.#every > 1) this.#close(tag, false);
  }

  /** Sends the due answers. The records of completions and failures must be in the kernel before. */
  send(): void {
    // Rejects first: a multiple-ack would acknowledge failed deliveries below its tag.
    if (this.#refused.length > 0) {
      for (const tag of this.#refused) this.#refuse(tag);
      this.#refused.length = 0;
    }
    if (this.#pending < this.#every) return;
    if (this.#every === 1) {
      for (let index = 0; index < this.#pending; index++) this.#channel.ack(this.#tags[index] as number, false);
      this.#pending = 0;
      return;
    }
    const due = this.#pending - (this.#pending % this.#every);
    for (let index = this.#every - 1; index < due; index += this.#every)
      this.#channel.ack(this.#tags[index] as number, true);
    this.#tags.copyWithin(0, due, this.#pending);
    this.#pending -= due;
  }

  /** Also sends the incomplete last group, and single acks for tasks finished after an unfinished one. */
  sendRest(): void {
    this.send();
    const last = this.#tags[this.#pending - 1];
    if (this.#pending > 0 && last !== undefined) this.#channel.ack(last, true);
    this.#pending = 0;
    for (const [tag, isCompleted] of this.#ahead) if (isCompleted) this.#channel.ack(tag, false);
    this.#ahead.clear();
  }

  #refuse(tag: number): void {
    if (this.#nacks) this.#channel.nack(tag, this.#requeues);
    else this.#channel.reject(tag, this.#requeues);
  }

  /** Advances the lowest unfinished tag; a serial worker always finishes that one. */
  #close(tag: number, isCompleted: boolean): void {
    if (tag !== this.#firstOpen) {
      this.#ahead.set(tag, isCompleted);
      return;
    }
    if (isCompleted) this.#tags[this.#pending++] = tag;
    this.#firstOpen++;
    while (this.#ahead.size > 0) {
      const next = this.#ahead.get(this.#firstOpen);
      if (next === undefined) return;
      this.#ahead.delete(this.#firstOpen);
      if (next) this.#tags[this.#pending++] = this.#firstOpen;
      this.#firstOpen++;
    }
  }
}
