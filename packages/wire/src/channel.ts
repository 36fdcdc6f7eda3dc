// What the reader remembers of one channel: its consumers, the messages that are arriving, and the deliveries and
// publishes that wait for an answer.
import { Content } from "./content.ts";
import type { WireConsumer } from "./listener.ts";
import { TagRing } from "./tag-ring.ts";

/** basic.consume requests that wait for their answer; a client sends them one by one. */
const MOST_PENDING_CONSUMES = 4_096;
const MOST_CONSUMERS = 65_536;

export class Channel {
  readonly number: number;
  /** Messages from the client: basic.publish. */
  readonly outgoing: Content;
  /** Messages from the broker: basic.deliver, basic.get-ok, basic.return. */
  readonly incoming: Content;
  /** Deliveries that the client has to settle. */
  readonly deliveries = new TagRing();
  /** Publishes that the broker has to confirm. */
  readonly publishes = new TagRing();
  isConfirming = false;
  /** Publishes since confirm.select. */
  #sequence = 0;
  /** The latest basic.get was without ack. */
  getsWithoutAck = false;
  /** Sides that have asked to close the channel and have no answer yet. */
  closingByClient = false;
  closingByBroker = false;
  /** By consumer tag: whether it is a no-ack consumer. */
  readonly #consumers = new Map<string, boolean>();
  readonly #pending: WireConsumer[] = [];
  #noAckConsumers = 0;
  /** Of the consumer that was registered last; for deliveries that arrive after their consumer was cancelled. */
  #lastNoAck = false;

  constructor(number: number) {
    this.number = number;
    this.outgoing = new Content(number);
    this.incoming = new Content(number);
  }

  /** The sequence number of the next publish; 0 without confirms. */
  nextSequence(): number {
    return this.isConfirming ? ++this.#sequence : 0;
  }

  /** False if there are too many of them. */
  request(consumer: WireConsumer): boolean {
    this.#pending.push(consumer);
    return this.#pending.length <= MOST_PENDING_CONSUMES;
  }

  /** The request that a consume-ok answers; undefined if there is none. */
  answered(tag: string): WireConsumer | undefined {
    const request = this.#pending.shift();
    return request && { ...request, tag };
  }

  /** False if there are too many of them. */
  register({ tag, noAck }: WireConsumer): boolean {
    this.forget(tag);
    this.#consumers.set(tag, noAck);
    this.#noAckConsumers += Number(noAck);
    this.#lastNoAck = noAck;
    return this.#consumers.size <= MOST_CONSUMERS;
  }

  /** The consumer is cancelled; false if there was none with this tag. */
  forget(tag: string): boolean {
    const noAck = this.#consumers.get(tag);
    if (noAck === undefined) return false;
    this.#consumers.delete(tag);
    this.#noAckConsumers -= Number(noAck);
    return true;
  }

  /** Whether a delivery needs no ack. The tag is decoded only if the channel has consumers of both kinds. */
  isNoAck(message: { readonly consumerTag: string }): boolean {
    if (this.#consumers.size === 0) return this.#lastNoAck;
    if (this.#noAckConsumers === 0) return false;
    if (this.#noAckConsumers === this.#consumers.size) return true;
    return this.#consumers.get(message.consumerTag) ?? this.#lastNoAck;
  }
}
