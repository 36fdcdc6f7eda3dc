// Which answers are owed to the broker, and in which form they are sent: one ack a message, one multiple-ack for
// every N completions, a reject or nack for every failure, or nothing. When they are sent is the group commit's decision.
import type { TrialSettings } from "@fairhare/workload";

/** What a consumer channel offers for this. */
export interface AckChannel {
  ack(tag: number, multiple: boolean): void;
  nack(tag: number, requeue: boolean): void;
  reject(tag: number, requeue: boolean): void;
}

export type AckSettings = Pick<TrialSettings, "ack" | "multiAckEvery" | "onError" | "requeueBy">;

/** Of one channel from its first delivery on: its delivery tags are 1, 2, 3 and so on, without a gap. */
export class Acknowledger {
  readonly #channel: AckChannel;
  readonly #every: number;
  readonly #isSilent: boolean;
  readonly #requeues: boolean;
  readonly #nacks: boolean;
  /** Completions to acknowledge; with a multiple-ack in the order of their tags. Reused; the first `#owed` are valid. */
  readonly #tags: number[] = [];
  #owed = 0;
  /** Deliveries whose handler failed. */
  readonly #refused: number[] = [];
  /** The lowest tag whose task is not done. A multiple-ack must stay below it. */
  #firstOpen = 1;
  /** Done before a lower tag was, by a concurrent worker: whether each was completed (or refused). */
  readonly #ahead = new Map<number, boolean>();

  constructor(channel: AckChannel, settings: AckSettings) {
    this.#channel = channel;
    this.#every = settings.multiAckEvery;
    this.#isSilent = settings.ack !== "manual";
    this.#requeues = settings.onError === "requeue";
    this.#nacks = settings.requeueBy === "nack";
  }

  /** A completion to acknowledge, in any order. */
  owe(tag: number): void {
    if (this.#isSilent) return;
    if (this.#every === 1) this.#tags[this.#owed++] = tag;
    else this.#close(tag, true);
  }

  /** A failure to answer for; what becomes of the message the queue decides, unless it is to be given back. */
  refuse(tag: number): void {
    if (this.#isSilent) return;
    this.#refused.push(tag);
    if (this.#every > 1) this.#close(tag, false);
  }

  /** Sends what is due. The caller has made the records of completions and failures safe before. */
  send(): void {
    // First: a multiple-ack would acknowledge what is to be refused below it.
    if (this.#refused.length > 0) {
      for (const tag of this.#refused) this.#refuse(tag);
      this.#refused.length = 0;
    }
    if (this.#owed < this.#every) return;
    if (this.#every === 1) {
      for (let index = 0; index < this.#owed; index++) this.#channel.ack(this.#tags[index] as number, false);
      this.#owed = 0;
      return;
    }
    const due = this.#owed - (this.#owed % this.#every);
    for (let index = this.#every - 1; index < due; index += this.#every)
      this.#channel.ack(this.#tags[index] as number, true);
    this.#tags.copyWithin(0, due, this.#owed);
    this.#owed -= due;
  }

  /** Sends the incomplete last group of a multiple-ack as well, and one by one what was done ahead of an open task. */
  sendRest(): void {
    this.send();
    const last = this.#tags[this.#owed - 1];
    if (this.#owed > 0 && last !== undefined) this.#channel.ack(last, true);
    this.#owed = 0;
    for (const [tag, isCompleted] of this.#ahead) if (isCompleted) this.#channel.ack(tag, false);
    this.#ahead.clear();
  }

  #refuse(tag: number): void {
    if (this.#nacks) this.#channel.nack(tag, this.#requeues);
    else this.#channel.reject(tag, this.#requeues);
  }

  /** Moves the end of what is done without a gap; a serial worker always closes the lowest open tag. */
  #close(tag: number, isCompleted: boolean): void {
    if (tag !== this.#firstOpen) {
      this.#ahead.set(tag, isCompleted);
      return;
    }
    if (isCompleted) this.#tags[this.#owed++] = tag;
    this.#firstOpen++;
    while (this.#ahead.size > 0) {
      const next = this.#ahead.get(this.#firstOpen);
      if (next === undefined) return;
      this.#ahead.delete(this.#firstOpen);
      if (next) this.#tags[this.#owed++] = this.#firstOpen;
      this.#firstOpen++;
    }
  }
}
