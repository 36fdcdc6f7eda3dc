// A client and a broker that play a conversation through the real wire reader into an observer, at times that the test sets.
import { WireReader } from "@fairhare/wire";
import { broker, client, content, text } from "@fairhare/wire/testing";
import type { ObservedConnection } from "../observed-connection.ts";
import type { Observer } from "../observer.ts";

const MS = 1e6;

type Properties = NonNullable<Parameters<typeof content>[2]>;

interface Delivery extends Properties {
  readonly redelivered?: boolean;
  readonly consumer?: string;
}

export class PlayedConnection {
  readonly observed: ObservedConnection;
  readonly #reader: WireReader;

  /** Logs in and opens channel 1. */
  constructor(observer: Observer, name: string, { atMs = 0, address = "10.0.0.7:40112" } = {}) {
    this.observed = observer.connect(address);
    this.#reader = new WireReader(this.observed);
    this.client(atMs, client.protocolHeader());
    this.broker(atMs, broker.start());
    this.client(atMs, client.startOk(name === "" ? {} : { connection_name: name }));
    this.broker(atMs, broker.tune());
    this.client(atMs, client.tuneOk(131_072, 60), client.open("/"));
    this.broker(atMs, broker.openOk());
    this.client(atMs, client.openChannel(1));
    this.broker(atMs, broker.openChannelOk(1));
  }

  client(atMs: number, ...frames: Uint8Array[]): this {
    this.observed.at = atMs * MS;
    for (const frame of frames) this.#reader.fromClient(frame);
    return this;
  }

  broker(atMs: number, ...frames: Uint8Array[]): this {
    this.observed.at = atMs * MS;
    for (const frame of frames) this.#reader.fromBroker(frame);
    return this;
  }

  consume(
    atMs: number,
    { queue = "work", tag = "c1", noAck = false, prefetch = undefined as number | undefined } = {},
  ): this {
    if (prefetch !== undefined) this.client(atMs, client.qos(1, prefetch, false));
    this.client(atMs, client.consume(1, queue, tag, noAck));
    return this.broker(atMs, broker.consumeOk(1, tag));
  }

  deliver(
    atMs: number,
    tag: number,
    body = `task ${tag}`,
    { redelivered = false, consumer = "c1", ...properties }: Delivery = {},
  ): this {
    const deliver = broker.deliver(1, consumer, tag, redelivered, "", "work");
    return this.broker(atMs, deliver, ...content(1, text(body), properties));
  }

  ack(atMs: number, tag: number, isMultiple = false): this {
    return this.client(atMs, client.ack(1, tag, isMultiple));
  }

  publish(atMs: number, body: string, properties: Properties = {}): this {
    return this.client(atMs, client.publish(1, "", "work", false), ...content(1, text(body), properties));
  }

  confirms(atMs: number): this {
    this.client(atMs, client.confirmSelect(1));
    return this.broker(atMs, broker.confirmSelectOk(1));
  }

  close(atMs: number): this {
    this.client(atMs, client.close(200, "bye"));
    return this.broker(atMs, broker.closeOk()).cut(atMs);
  }

  /** The sockets end. */
  cut(atMs: number): this {
    this.observed.at = atMs * MS;
    this.observed.ended();
    return this;
  }
}

export const atMs = (milliseconds: number): number => milliseconds * MS;

/** The codes of the findings at this time, milliseconds. */
export const codesOf = (observer: Observer, at: number): string[] =>
  observer.findings(observer.view(atMs(at)), atMs(at)).findings.map(({ code }) => code);
