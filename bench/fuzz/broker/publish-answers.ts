// The publisher confirms of one channel of the simulated broker: which publishes are on their way to the disk, and which are
// answered, alone or together with others.
import type { Random } from "@fairhare/core";
import type { VirtualTime } from "../virtual/time.ts";
import type { BrokerQueue } from "./queue.ts";

interface AnswerPorts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly isOpen: () => boolean;
  readonly send: (isAccepted: boolean, tag: number, isMultiple: boolean) => void;
}

export class PublishAnswers {
  readonly #ports: AnswerPorts;
  /** The queues of publishes that are on their way to the disk, by their tags. */
  readonly #unsafe = new Map<number, BrokerQueue>();
  /** Tags of publishes that are safe and not confirmed yet. */
  readonly #safe = new Set<number>();
  /** Publishes up to this tag are answered, and beyond it those with these tags. */
  #answeredTo = 0;
  readonly #answered = new Set<number>();

  constructor(ports: AnswerPorts) {
    this.#ports = ports;
  }

  /** The queue has the message, and does not keep it yet. */
  expect(tag: number, queue: BrokerQueue): void {
    this.#unsafe.set(tag, queue);
  }

  /** The queue keeps the message, or not. Nothing follows if the channel has given up the queue. */
  settle(tag: number, isKept: boolean): void {
    if (!this.#unsafe.delete(tag)) return;
    if (isKept) this.accept(tag);
    else this.refuse([tag]);
  }

  accept(tag: number): void {
    const { time, random, isOpen } = this.#ports;
    if (!isOpen()) return;
    this.#safe.add(tag);
    time.after(0.1 + (random.float() < 0.3 ? 5 * random.float() : 0), () => this.#confirm());
  }

  refuse(tags: readonly number[]): void {
    for (const tag of tags) this.#ports.send(false, tag, false);
    this.#markAnswered(tags);
  }

  /** Refuses what these queues have not kept yet. */
  giveUp(isLost: (queue: BrokerQueue) => boolean): void {
    const refused = [...this.#unsafe].filter(([, queue]) => isLost(queue)).map(([tag]) => tag);
    for (const tag of refused) this.#unsafe.delete(tag);
    this.refuse(refused);
  }

  #confirm(): void {
    const { isOpen, send } = this.#ports;
    if (!isOpen() || this.#safe.size === 0) return;
    const tags = [...this.#safe].toSorted((a, b) => a - b);
    this.#safe.clear();
    const last = tags.at(-1) ?? 0;
    this.#markAnswered(tags);
    if (this.#answeredTo >= last) send(true, last, tags.length > 1);
    else for (const tag of tags) send(true, tag, false);
  }

  #markAnswered(tags: readonly number[]): void {
    for (const tag of tags) this.#answered.add(tag);
    while (this.#answered.delete(this.#answeredTo + 1)) this.#answeredTo++;
  }
}
