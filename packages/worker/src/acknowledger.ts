// Which answers are owed to the broker, and in which form they are sent: one ack a message, one multiple-ack for
// every N completions, a nack for every failure, or nothing. When they are sent is the group commit's decision.
import type { TrialSettings } from "@fairhare/experiment";

/** What a consumer channel offers for this. */
export interface AckChannel {
  ack(tag: number, multiple: boolean): void;
  nack(tag: number, requeue: boolean): void;
}

export class Acknowledger {
  readonly #channel: AckChannel;
  readonly #every: number;
  readonly #isSilent: boolean;
  /** Reused; the first `#owed` are valid. */
  readonly #tags: number[] = [];
  #owed = 0;
  /** Deliveries whose handler failed. */
  readonly #refused: number[] = [];
  readonly #requeues: boolean;

  constructor(channel: AckChannel, settings: Pick<TrialSettings, "ack" | "multiAckEvery" | "onError">) {
    this.#channel = channel;
    this.#every = settings.multiAckEvery;
    this.#isSilent = settings.ack !== "manual";
    this.#requeues = settings.onError === "requeue";
  }

  /** A completion to acknowledge. With a multiple-ack, completions come in the order of their tags. */
  owe(tag: number): void {
    if (this.#isSilent) return;
    this.#tags[this.#owed++] = tag;
  }

  /** A failure to answer for; what becomes of the message the queue decides, unless it is to be given back. */
  refuse(tag: number): void {
    if (!this.#isSilent) this.#refused.push(tag);
  }

  /** Sends what is due. The caller has made the records of completions and failures safe before. */
  send(): void {
    // First: a multiple-ack would acknowledge what is to be refused below it.
    if (this.#refused.length > 0) {
      for (const tag of this.#refused) this.#channel.nack(tag, this.#requeues);
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

  /** Sends the incomplete last group of a multiple-ack as well. */
  sendRest(): void {
    this.send();
    const last = this.#tags[this.#owed - 1];
    if (last !== undefined) this.#channel.ack(last, true);
    this.#owed = 0;
  }
}
