// Random conversations between a client and a broker that follow the protocol, for property tests. A seeded generator
// keeps the state that both sides would keep; several channels interleave, even between the frames of a message.
import { createRandom, type Random } from "@fairhare/core";
import { broker, client, content, heartbeat, type MessageProperties } from "./encoder.ts";
import type { Segment } from "./segments.ts";

interface ChannelState {
  readonly number: number;
  nextTag: number;
  outstanding: number[];
  nextSequence: number;
  unconfirmed: number[];
  confirms: boolean;
  consumers: string[];
}

export function randomConversation(seed: number, length = 60): Segment[] {
  return new Generator(createRandom(seed)).conversation(length);
}

class Generator {
  readonly #random: Random;
  readonly #segments: Segment[] = [];
  readonly #channels: ChannelState[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  conversation(length: number): Segment[] {
    this.#client(client.protocolHeader());
    this.#broker(broker.start());
    this.#client(client.startOk());
    this.#broker(broker.tune());
    this.#client(client.tuneOk(this.#pick([4_096, 131_072, 0]), this.#below(60)), client.open("/vhost"));
    this.#broker(broker.openOk());
    for (let number = 1; number <= 1 + this.#below(3); number++) this.#open(number);
    for (let step = 0; step < length; step++) this.#step();
    if (this.#below(2) === 0) {
      this.#client(client.close(200, "bye"));
      this.#broker(broker.closeOk());
    } else {
      this.#broker(broker.close(320, "CONNECTION_FORCED"));
      this.#client(client.closeOk());
    }
    return this.#segments;
  }

  #open(number: number): void {
    this.#client(client.openChannel(number));
    this.#broker(broker.openChannelOk(number));
    const confirms = this.#below(2) === 0;
    if (confirms) {
      this.#client(client.confirmSelect(number));
      this.#broker(broker.confirmSelectOk(number));
    }
    this.#channels.push({
      number,
      nextTag: 1,
      outstanding: [],
      nextSequence: 1,
      unconfirmed: [],
      confirms,
      consumers: [],
    });
  }

  #step(): void {
    const channel = this.#pick(this.#channels);
    const { number } = channel;
    switch (this.#below(14)) {
      case 0: {
        const tag = `consumer ${this.#below(1_000)}`;
        const noAck = this.#below(4) === 0;
        this.#client(client.qos(number, this.#below(100), this.#below(2) === 0));
        this.#client(client.consume(number, "tasks", this.#below(2) === 0 ? tag : "", noAck, { "x-priority": 5 }));
        this.#broker(broker.qosOk(number), broker.consumeOk(number, tag));
        channel.consumers.push(tag);
        return;
      }
      case 1: {
        const tag = channel.consumers.pop();
        if (tag === undefined) return;
        if (this.#below(2) === 0) {
          this.#client(client.cancel(number, tag));
          this.#broker(broker.cancelOk(number, tag));
        } else this.#broker(broker.cancel(number, tag));
        return;
      }
      case 2:
        this.#client(client.get(number, "tasks", false));
        if (this.#below(2) === 0) this.#broker(broker.getEmpty(number));
        else this.#deliver(channel, broker.getOk(number, channel.nextTag, false, "tasks"));
        return;
      case 3:
        return this.#settle(channel);
      case 4:
        return this.#settle(channel);
      case 5:
        return this.#confirm(channel);
      case 6:
        this.#broker(broker.blocked("low on memory"), broker.unblocked());
        return;
      case 7:
        if (this.#below(2) === 0) this.#client(heartbeat());
        else this.#broker(heartbeat());
        return;
      case 8:
        this.#broker(
          broker.return(number, 312, "NO_ROUTE", "", "nowhere"),
          ...content(number, this.#body(), this.#properties()),
        );
        return;
      case 9:
        if (this.#below(4) === 0) this.#close(channel);
        return;
      case 10:
      case 11:
        return this.#publishTogether();
      default:
        return this.#deliver(
          channel,
          broker.deliver(
            number,
            channel.consumers.at(-1) ?? "gone",
            channel.nextTag,
            this.#below(3) === 0,
            "",
            "tasks",
          ),
        );
    }
  }

  #deliver(channel: ChannelState, method: Uint8Array): void {
    channel.outstanding.push(channel.nextTag++);
    this.#broker(method, ...content(channel.number, this.#body(), this.#properties(), 1 + this.#below(3_000)));
  }

  #settle({ number, outstanding }: ChannelState): void {
    const index = this.#below(outstanding.length + 1);
    const tag = outstanding[index] ?? 0;
    const multiple = tag === 0 || this.#below(3) === 0;
    outstanding.splice(multiple ? 0 : index, multiple && tag !== 0 ? index + 1 : tag === 0 ? outstanding.length : 1);
    const requeue = this.#below(2) === 0;
    switch (this.#below(5)) {
      case 0:
        return this.#client(client.nack(number, tag, multiple, requeue));
      case 1:
        return multiple
          ? this.#client(client.nack(number, tag, multiple, requeue))
          : this.#client(client.reject(number, tag, requeue));
      case 2:
        return tag === 0 ? this.#client(client.recover(number)) : this.#client(client.ack(number, tag, multiple));
      default:
        return this.#client(client.ack(number, tag, multiple));
    }
  }

  #confirm({ number, unconfirmed }: ChannelState): void {
    const index = this.#below(unconfirmed.length);
    const sequence = unconfirmed[index];
    if (sequence === undefined) return;
    const multiple = this.#below(2) === 0;
    unconfirmed.splice(multiple ? 0 : index, multiple ? index + 1 : 1);
    this.#broker(
      this.#below(4) === 0 ? broker.nack(number, sequence, multiple) : broker.ack(number, sequence, multiple),
    );
  }

  /** A message on every channel, with their frames in a random order. */
  #publishTogether(): void {
    const queues = this.#channels.map((channel) => {
      if (channel.confirms) channel.unconfirmed.push(channel.nextSequence++);
      const { number } = channel;
      return [
        client.publish(number, "exchange", "key", this.#below(2) === 0),
        ...content(number, this.#body(), this.#properties(), 1 + this.#below(2_000)),
      ];
    });
    while (queues.some(({ length }) => length > 0)) {
      const next = this.#pick(queues.filter(({ length }) => length > 0)).shift();
      if (next !== undefined) this.#client(next);
    }
  }

  #close(channel: ChannelState): void {
    const { number } = channel;
    const kind = this.#below(3);
    // Kind 2: both sides at the same time.
    if (kind !== 1) this.#client(client.closeChannel(number));
    if (kind !== 0) this.#broker(broker.closeChannel(number, 406, "PRECONDITION_FAILED - unknown delivery tag"));
    if (kind !== 1) this.#broker(broker.closeChannelOk(number));
    if (kind !== 0) this.#client(client.closeChannelOk(number));
    this.#channels.splice(this.#channels.indexOf(channel), 1);
    this.#open(number);
  }

  #body(): Uint8Array {
    const size = this.#pick([0, 1, 3, 20, 31, 32, 33, 100, 4_000]);
    return Uint8Array.from({ length: size }, () => this.#below(256));
  }

  #properties(): MessageProperties {
    const maybe = <T>(name: string, value: T): Record<string, T> => (this.#below(3) === 0 ? { [name]: value } : {});
    return {
      ...maybe("headers", { "fairhare-task": this.#below(1e6), text: "grüße", flag: true, ratio: 0.5, large: 2 ** 40 }),
      ...maybe("deliveryMode", 2),
      ...maybe("priority", this.#below(10)),
      ...maybe("correlationId", `correlation ${this.#below(100)}`),
      ...maybe("expiration", "60000"),
      ...maybe("messageId", `message ${this.#below(100)}`),
      ...maybe("timestamp", 1_700_000_000),
    };
  }

  #client(...frames: Uint8Array[]): void {
    this.#add("client", frames);
  }

  #broker(...frames: Uint8Array[]): void {
    this.#add("broker", frames);
  }

  #add(from: Segment["from"], frames: readonly Uint8Array[]): void {
    for (const bytes of frames) this.#segments.push({ from, bytes });
  }

  #below(limit: number): number {
    return limit === 0 ? 0 : this.#random.below(limit);
  }

  #pick<T>(values: readonly T[]): T {
    const value = values[this.#below(values.length)];
    if (value === undefined) throw new Error("there is nothing to pick from");
    return value;
  }
}
