// The events of one connection, in the order of the wire: those of its consumers go to `observed-consumers.ts`, those of its
// publishes to `observed-publisher.ts`, and the counts of connections are in `connection-life.ts`. Its caller sets `at`
// before it feeds the reader, so that the events of one chunk of bytes have one time.
import type { Settlement, Side, WireConsumer, WireListener, WireMessage, WirePeer } from "@fairhare/wire";
import { type ChannelState, newChannel } from "./channel-state.ts";
import { type ConnectionIdentity, shortName } from "./connection-identity.ts";
import { ConnectionLife } from "./connection-life.ts";
import type { ConsumerEnd } from "./consumer-tally.ts";
import { ObservedConsumers } from "./observed-consumers.ts";
import { ObservedPublisher } from "./observed-publisher.ts";
import type { Roster } from "./roster.ts";

export class ObservedConnection implements WireListener {
  /** Nanoseconds; the time of the events that follow. */
  at = 0;
  readonly #roster: Roster;
  readonly #publisher: ObservedPublisher;
  readonly #consumers: ObservedConsumers;
  readonly #life: ConnectionLife;
  readonly #channels = new Map<number, ChannelState>();
  #client: string;
  #vhost = "/";

  /** `address` names the client until it has given a name itself. */
  constructor(roster: Roster, number: number, address: string) {
    this.#roster = roster;
    this.#client = address;
    this.#life = new ConnectionLife(roster);
    const identity = (): ConnectionIdentity => ({ client: this.#client, connection: number, vhost: this.#vhost });
    this.#publisher = new ObservedPublisher(roster, identity);
    this.#consumers = new ObservedConsumers(roster, identity);
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
    this.#consumers.limited(this.#channel(channel), count, isGlobal);
  }

  consuming(channel: number, consumer: WireConsumer): void {
    this.#consumers.consuming(this.#channel(channel), consumer, this.at);
  }

  cancelled(channel: number, tag: string, by: Side): void {
    this.#consumers.cancelled(this.#channel(channel), tag, by, this.at);
  }

  getting(channel: number, queue: string, noAck: boolean): void {
    this.#consumers.getting(this.#channel(channel), queue, noAck, this.at);
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
    if (this.#consumers.delivered(message, this.#channel(message.channel), this.at)) this.#life.countMessage();
  }

  settled(channel: number, _tag: number, index: number, how: Settlement): void {
    this.#consumers.settled(this.#channel(channel), index, how, this.at);
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
    this.#consumers.endChannel(state, end, this.at);
    this.#publisher.endChannel(state);
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
