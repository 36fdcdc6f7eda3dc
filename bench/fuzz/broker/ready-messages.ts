// The messages of a queue that are ready, in the order of delivery: by arrival and priority, with the place of those that
// come back.
import type { QueueSpec } from "@fairhare/amqp";
import type { BrokerRules } from "../plan/broker-rules.ts";
import type { Message } from "./message.ts";

export class ReadyMessages {
  readonly #spec: QueueSpec;
  readonly #rules: BrokerRules;
  #messages: Message[] = [];
  /** Deliveries of the higher of two levels since the last one of the lower. */
  #inARow = 0;

  constructor(spec: QueueSpec, rules: BrokerRules) {
    this.#spec = spec;
    this.#rules = rules;
  }

  get all(): readonly Message[] {
    return this.#messages;
  }

  get length(): number {
    return this.#messages.length;
  }

  /** In the order of arrival. */
  get first(): Message | undefined {
    return this.#messages[0];
  }

  /** In the order of delivery. */
  get head(): Message | undefined {
    return this.#messages[this.#headIndex()];
  }

  restore(messages: readonly Message[]): void {
    this.#messages = messages.toSorted((a, b) => a.order - b.order);
  }

  push(message: Message): void {
    this.#messages.push(message);
  }

  unshift(message: Message): void {
    this.#messages.unshift(message);
  }

  shift(): Message | undefined {
    return this.#messages.shift();
  }

  /**
   * A classic queue restores the old order. A quorum queue delivers requeued messages first, or last when it has no
   * delivery limit.
   */
  putBack(messages: readonly Message[]): void {
    const inOrder = messages.toSorted((a, b) => a.order - b.order);
    if (this.#spec.type !== "quorum") this.restore([...messages, ...this.#messages]);
    else if (deliveryLimitOf(this.#spec, this.#rules) === null) this.#messages = [...this.#messages, ...inOrder];
    else this.#messages = [...inOrder, ...this.#messages];
  }

  /** Removes the next message to deliver. */
  take(): Message | undefined {
    const [message] = this.takeHead();
    if (message !== undefined) this.#inARow = this.#levelOf(message) === 0 ? 0 : this.#inARow + 1;
    return message;
  }

  /** Removes the head without a delivery; empty in an empty queue. */
  takeHead(): Message[] {
    const at = this.#headIndex();
    return at === -1 ? [] : this.#messages.splice(at, 1);
  }

  /** The first message of the highest level; -1 in an empty queue. */
  #headIndex(): number {
    const levels = this.#messages.map((message) => this.#levelOf(message));
    const isTurnOfLow = this.#spec.type === "quorum" && this.#rules.quorumPriorities === "two" && this.#inARow >= 2;
    const lowest = levels.indexOf(0);
    return isTurnOfLow && lowest !== -1 ? lowest : levels.indexOf(Math.max(...levels));
  }

  /** The priority as far as this queue has it. */
  #levelOf({ priority }: Message): number {
    if (this.#spec.type === "classic")
      return Math.min(priority, Number(this.#spec.otherArguments?.["x-max-priority"] ?? 0));
    const { quorumPriorities } = this.#rules;
    if (quorumPriorities === "none") return 0;
    return quorumPriorities === "two" ? Number(priority > 4) : Math.min(priority, 31);
  }
}

/** Requeues after which the queue drops a message; null without a limit. */
export function deliveryLimitOf(
  { type, deliveryLimit = null }: QueueSpec,
  { defaultDeliveryLimit }: BrokerRules,
): number | null {
  if (type !== "quorum" || deliveryLimit === "unlimited") return null;
  return deliveryLimit ?? defaultDeliveryLimit;
}
