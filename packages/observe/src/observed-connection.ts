// Turns the events of one connection into the tallies of its consumers. Leaves those of publishes to `observed-publisher.ts`, and
// the counts of connections to `connection-life.ts`. Its caller sets `at` before it feeds the reader, so that the events of one
// chunk of bytes have one time.
import { oneLine } from "@fairhare/core";
import {
  Settlement,
  type Side,
  type WireConsumer,
  type WireListener,
  type WireMessage,
  type WirePeer,
} from "@fairhare/wire";
import { type ChannelState, consumerOf, newChannel } from "./channel-state.ts";
import { ConnectionLife } from "./connection-life.ts";
import type { ConsumerEnd, ConsumerTally } from "./consumer-tally.ts";
import { isForgotten } from "./forgotten.ts";
import { ObservedPublisher } from "./observed-publisher.ts";
import type { Roster } from "./roster.ts";

/** Characters of a name that a client has chosen. */
const LONGEST_NAME = 100;

export class ObservedConnection implements WireListener {
  /** Nanoseconds; the time of the events that follow. */
  at = 0;
  readonly #roster: Roster;
  readonly #number: number;
  readonly #publisher: ObservedPublisher;
  readonly #life: ConnectionLife;
  readonly #channels = new Map<number, ChannelState>();
  #client: string;
  #vhost = "/";

  /** `address` names the client until it has given a name itself. */
  constructor(roster: Roster, number: number, address: string) {
    this.#roster = roster;
    this.#number = number;
    this.#client = address;
    this.#life = new ConnectionLife(roster);
    this.#publisher = new ObservedPublisher(roster, () => ({
      client: this.#client,
      connection: number,
      vhost: this.#vhost,
    }));
  }

  identified(by: Side, { name, product, version }: WirePeer): void {
    if (by === "client") {
      if (name !== "") this.#client = shortName(name);
      return;
    }
    this.#roster.broker = [product, version].map(shortName).filter(Boolean).join(" ");
    this.#life.begin();
  }

  opened(vhost: string): void {
    this.#vhost = vhost;
  }

  blocked(): void {
    this.#life.block(this.at);
  }

  unblocked(): void {
    this.#life.unblock(this.at);
  }

  closing(by: Side, code: number, text: string): void {
    if (by === "broker") this.#roster.brokerError(code, shortName(text));
    this.#life.announceEnd(by);
  }

  channelClosing(_channel: number, by: Side, code: number, text: string): void {
    if (by === "broker") this.#roster.brokerError(code, shortName(text));
  }

  channelClosed(channel: number, by: Side): void {
    const state = this.#channels.get(channel);
    if (state === undefined) return;
    this.#endChannel(state, by === "broker" ? "closed-by-broker" : "closed");
    this.#channels.delete(channel);
  }

  qos(channel: number, count: number, isGlobal: boolean): void {
    const state = this.#channel(channel);
    state.prefetch = count;
    state.prefetchIsGlobal = isGlobal;
    // A limit of one consumer counts for those that subscribe later, one of the channel for all of them.
    if (!isGlobal) return;
    for (const consumer of state.consumers.values()) {
      consumer.prefetch = count;
      consumer.prefetchIsGlobal = true;
    }
  }

  consuming(channel: number, consumer: WireConsumer): void {
    const state = this.#channel(channel);
    if (state.cancelled !== undefined) state.cancelled.isAbandoned = false;
    state.consumers.set(consumer.tag, this.#subscribe(state, consumer, false));
  }

  cancelled(channel: number, tag: string, by: Side): void {
    const state = this.#channel(channel);
    const consumer = state.consumers.get(tag);
    if (consumer === undefined) return;
    state.consumers.delete(tag);
    if (state.cancelled !== undefined) state.cancelled.isAbandoned = false;
    state.cancelled = consumer;
    consumer.isAbandoned = state.consumers.size === 0;
    this.#roster.retire(consumer, by === "broker" ? "cancelled-by-broker" : "cancelled", this.at);
  }

  getting(channel: number, queue: string, noAck: boolean): void {
    const state = this.#channel(channel);
    const { polling } = state;
    if (state.polledQueue === queue && polling?.identity.noAck === noAck) return;
    state.polledQueue = queue;
    if (polling !== undefined) this.#roster.retire(polling, "cancelled", this.at);
    state.polling = this.#subscribe(state, { tag: "", queue, noAck, isExclusive: false, arguments: {} }, true);
  }

  wantsDigest(message: WireMessage): boolean {
    return !message.hasMessageId;
  }

  published(message: WireMessage): void {
    this.#life.countMessage();
    this.#publisher.published(message, this.#channel(message.channel), this.at);
    if (message.exchange === "") this.#roster.publishedTo(this.#vhost, message.routingKey);
  }

  returned(message: WireMessage): void {
    this.#publisher.returned(message, this.at);
  }

  confirmed(channel: number, _sequence: number, publishedAt: number, isAccepted: boolean): void {
    this.#publisher.confirmed(this.#channel(channel), publishedAt, isAccepted, this.at);
  }

  delivered(message: WireMessage): void {
    const state = this.#channel(message.channel);
    const consumer = consumerOf(state, message);
    message.label = -1;
    if (consumer === undefined) return;
    const { recognition, deliveries } = this.#roster;
    const { isRedelivered, key } = message;
    this.#life.countMessage();
    const isFresh = consumer.deliver(this.at, isRedelivered);
    if (!isRedelivered) this.#recognise(consumer, recognition.delivered(key));
    if (message.noAck) return;
    const index = deliveries.add(state.chain, consumer, key, this.at);
    deliveries.isFresh[index] = Number(isFresh);
    message.label = index;
  }

  settled(channel: number, _tag: number, index: number, how: Settlement): void {
    const { deliveries, recognition } = this.#roster;
    const consumer = deliveries.consumer(index);
    const key = deliveries.key(index);
    if (consumer === undefined || key === undefined) return;
    consumer.settle(how, deliveries.deliveredAt[index] as number, deliveries.isFresh[index] === 1, this.at);
    if (how === Settlement.nackedToQueue || how === Settlement.rejectedToQueue)
      this.#queueOf(consumer).requeued(recognition.requeued(key));
    else if (how !== Settlement.recovered) recognition.settled(key);
    deliveries.remove(this.#channel(channel).chain, index);
  }

  failed(problem: string): void {
    this.#roster.problem(`${this.#client}: ${shortName(problem)}`);
    this.#life.leaveUnread();
    // Nothing more is known of what it has in hand either.
    this.#end("unread");
  }

  /** Both sides have closed the connection; their sockets end later. */
  closed(): void {
    this.ended();
  }

  /** The sockets have ended, on whichever side. */
  ended(): void {
    this.#end(this.#life.consumerEnd);
    this.#life.end();
  }

  #end(end: ConsumerEnd): void {
    this.unblocked();
    for (const state of this.#channels.values()) this.#endChannel(state, end);
    this.#channels.clear();
    this.#publisher.end(this.at);
  }

  #endChannel(state: ChannelState, end: ConsumerEnd): void {
    const { deliveries } = this.#roster;
    const { chain } = state;
    while (chain.first !== -1) {
      const consumer = deliveries.consumer(chain.first);
      if (consumer !== undefined && isForgotten(consumer, deliveries.deliveredAt[chain.first] as number, this.at))
        consumer.forgotten++;
      consumer?.lose(end, this.at);
      deliveries.remove(chain, chain.first);
    }
    for (const consumer of [...state.consumers.values(), state.polling, state.cancelled]) {
      if (consumer === undefined) continue;
      consumer.isAbandoned = false;
      this.#roster.retire(consumer, end, this.at);
    }
    this.#publisher.endChannel(state);
  }

  #subscribe(
    { prefetch, prefetchIsGlobal }: ChannelState,
    { tag, queue, noAck, arguments: given }: WireConsumer,
    isPolling: boolean,
  ): ConsumerTally {
    const priority = given["x-priority"];
    return this.#roster.subscribe(
      {
        client: this.#client,
        connection: this.#number,
        tag: shortName(tag),
        vhost: this.#vhost,
        queue,
        isPolling,
        noAck,
        // A poller asks for each message.
        prefetch: isPolling ? 1 : prefetch,
        prefetchIsGlobal: !isPolling && prefetchIsGlobal,
        priority: typeof priority === "number" ? priority : null,
      },
      this.at,
    );
  }

  #recognise(consumer: ConsumerTally, publishedAt: number | undefined): void {
    const queue = this.#queueOf(consumer);
    if (publishedAt === undefined) queue.unmatched++;
    else queue.wait.record(this.at - publishedAt);
  }

  #queueOf(consumer: ConsumerTally) {
    return this.#roster.queue(consumer.identity.vhost, consumer.identity.queue);
  }

  #channel(number: number): ChannelState {
    let state = this.#channels.get(number);
    if (state === undefined) {
      state = newChannel();
      this.#channels.set(number, state);
    }
    return state;
  }
}

const shortName = (foreign: string): string => {
  const name = oneLine(foreign);
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
};
