// The consuming half of a connection: turns its subscriptions, deliveries and settlements into the tallies of its consumers.
import { Settlement, type Side, type WireConsumer, type WireMessage } from "@fairhare/wire";
import { type ChannelState, consumerOf } from "./channel-state.ts";
import { type ConnectionIdentity, shortName } from "./connection-identity.ts";
import type { ConsumerEnd, ConsumerTally } from "./consumer-tally.ts";
import { isForgotten } from "./forgotten.ts";
import type { Roster } from "./roster.ts";

/** Times are nanoseconds. */
export class ObservedConsumers {
  readonly #roster: Roster;
  readonly #identity: () => ConnectionIdentity;

  /** `identity` is asked at each subscription: the client gives its name before it subscribes. */
  constructor(roster: Roster, identity: () => ConnectionIdentity) {
    this.#roster = roster;
    this.#identity = identity;
  }

  limited(state: ChannelState, count: number, isGlobal: boolean): void {
    state.prefetch = count;
    state.prefetchIsGlobal = isGlobal;
    // A limit of one consumer counts for those that subscribe later, one of the channel for all of them.
    if (!isGlobal) return;
    for (const consumer of state.consumers.values()) {
      consumer.prefetch = count;
      consumer.prefetchIsGlobal = true;
    }
  }

  consuming(state: ChannelState, consumer: WireConsumer, at: number): void {
    if (state.cancelled !== undefined) state.cancelled.isAbandoned = false;
    state.consumers.set(consumer.tag, this.#subscribe(state, consumer, false, at));
  }

  cancelled(state: ChannelState, tag: string, by: Side, at: number): void {
    const consumer = state.consumers.get(tag);
    if (consumer === undefined) return;
    state.consumers.delete(tag);
    if (state.cancelled !== undefined) state.cancelled.isAbandoned = false;
    state.cancelled = consumer;
    consumer.isAbandoned = state.consumers.size === 0;
    this.#roster.retire(consumer, by === "broker" ? "cancelled-by-broker" : "cancelled", at);
  }

  getting(state: ChannelState, queue: string, noAck: boolean, at: number): void {
    const { polling } = state;
    if (state.polledQueue === queue && polling?.identity.noAck === noAck) return;
    state.polledQueue = queue;
    if (polling !== undefined) this.#roster.retire(polling, "cancelled", at);
    state.polling = this.#subscribe(state, { tag: "", queue, noAck, isExclusive: false, arguments: {} }, true, at);
  }

  /** False if its consumer is not known. `state` is that of the message's channel. */
  delivered(message: WireMessage, state: ChannelState, at: number): boolean {
    const consumer = consumerOf(state, message);
    message.label = -1;
    if (consumer === undefined) return false;
    const { recognition, deliveries } = this.#roster;
    const { isRedelivered, key } = message;
    const isFresh = consumer.deliver(at, isRedelivered);
    if (!isRedelivered) this.#recognise(consumer, recognition.delivered(key), at);
    if (message.noAck) return true;
    const index = deliveries.add(state.chain, consumer, key, at);
    deliveries.isFresh[index] = Number(isFresh);
    message.label = index;
    return true;
  }

  /** `index`: the label of the delivery. */
  settled(state: ChannelState, index: number, how: Settlement, at: number): void {
    const { deliveries, recognition } = this.#roster;
    const consumer = deliveries.consumer(index);
    const key = deliveries.key(index);
    if (consumer === undefined || key === undefined) return;
    consumer.settle(how, deliveries.deliveredAt[index] as number, deliveries.isFresh[index] === 1, at);
    if (how === Settlement.nackedToQueue || how === Settlement.rejectedToQueue)
      this.#queueOf(consumer).requeued(recognition.requeued(key));
    else if (how !== Settlement.recovered) recognition.settled(key);
    deliveries.remove(state.chain, index);
  }

  endChannel(state: ChannelState, end: ConsumerEnd, at: number): void {
    const { deliveries } = this.#roster;
    const { chain } = state;
    while (chain.first !== -1) {
      const consumer = deliveries.consumer(chain.first);
      if (consumer !== undefined && isForgotten(consumer, deliveries.deliveredAt[chain.first] as number, at))
        consumer.forgotten++;
      consumer?.lose(end, at);
      deliveries.remove(chain, chain.first);
    }
    for (const consumer of [...state.consumers.values(), state.polling, state.cancelled]) {
      if (consumer === undefined) continue;
      consumer.isAbandoned = false;
      this.#roster.retire(consumer, end, at);
    }
  }

  #subscribe(
    { prefetch, prefetchIsGlobal }: ChannelState,
    { tag, queue, noAck, arguments: given }: WireConsumer,
    isPolling: boolean,
    at: number,
  ): ConsumerTally {
    const priority = given["x-priority"];
    return this.#roster.subscribe(
      {
        ...this.#identity(),
        tag: shortName(tag),
        queue,
        isPolling,
        noAck,
        // A poller asks for each message.
        prefetch: isPolling ? 1 : prefetch,
        prefetchIsGlobal: !isPolling && prefetchIsGlobal,
        priority: typeof priority === "number" ? priority : null,
      },
      at,
    );
  }

  #recognise(consumer: ConsumerTally, publishedAt: number | undefined, at: number): void {
    const queue = this.#queueOf(consumer);
    if (publishedAt === undefined) queue.unmatched++;
    else queue.wait.record(at - publishedAt);
  }

  #queueOf(consumer: ConsumerTally) {
    return this.#roster.queue(consumer.identity.vhost, consumer.identity.queue);
  }
}
