// A connection to a broker on amqplib. publisher.ts, consumer.ts and queue.ts contain the operations on it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { ChannelModel } from "amqplib";
import { Answers } from "./frames/answers.ts";
import { AmqplibConsumer } from "./consumer.ts";
import { type EndOfConnection, refusalOf, replyCodeOf } from "./failure/error.ts";
import { channelNumber, frameMaxOf, heartbeatOf, noteSent, socketOf } from "./internals.ts";
import { openModel } from "./open-model.ts";
import type { Connection, ConnectionEnd, ConnectOptions, ConsumerChannel, Publisher, QueueAdmin } from "./port.ts";
import { AmqplibPublisher } from "./publisher.ts";
import { AmqplibQueueAdmin } from "./queue.ts";
import type { TrafficCounter } from "./traffic-counter.ts";
import { TurnWriter } from "./frames/turn-writer.ts";

/**
 * One TCP connection. `ended` resolves once and never rejects. Nagle's algorithm is off (amqplib leaves it on by
 * default), so that the socket sends an ack without waiting for more data.
 */
export class AmqpConnection implements Connection {
  readonly ended: Promise<ConnectionEnd>;
  readonly uriIndex: number;
  readonly #model: ChannelModel;
  readonly #writer: TurnWriter;
  #closing = false;
  #isOpen = true;

  constructor(model: ChannelModel, uriIndex: number) {
    this.#model = model;
    this.#writer = new TurnWriter(socketOf(model), () => noteSent(model));
    this.uriIndex = uriIndex;
    let failure: Error | undefined;
    model.on("error", (error: Error) => (failure = error));
    this.ended = new Promise((resolve) => {
      model.on("close", (error?: Error) => {
        this.#isOpen = false;
        const cause = failure ?? error;
        const clean = this.#closing && cause === undefined;
        resolve({ clean, replyCode: replyCodeOf(cause), reason: cause?.message ?? "closed" });
      });
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Product, version and platform, as the broker reports them. */
  get serverProperties(): Readonly<Record<string, unknown>> {
    return { ...this.#model.connection.serverProperties };
  }

  /** The negotiated heartbeat: the smaller value of both sides; 0 is none. */
  get heartbeatSeconds(): number {
    return heartbeatOf(this.#model);
  }

  onBlocked(handler: (blocked: boolean, reason: string) => void): void {
    this.#model.on("blocked", (reason: string) => handler(true, reason));
    this.#model.on("unblocked", () => handler(false, ""));
  }

  async openPublisher({ confirms, exchange = null }: Parameters<Connection["openPublisher"]>[0]): Promise<Publisher> {
    const opening = confirms ? this.#model.createConfirmChannel() : this.#model.createChannel();
    const channel = await this.#answered("open a channel for publishing", opening);
    const line = { writer: this.#writer, channel: channelNumber(channel), frameMax: frameMaxOf(this.#model) };
    return new AmqplibPublisher(channel, line, exchange ?? "");
  }

  async openConsumer(options: { readonly prefetch: number }): Promise<ConsumerChannel> {
    const channel = await this.#answered("open a channel for consuming", this.#model.createChannel());
    if (options.prefetch > 0) await this.#answered("set the prefetch", channel.prefetch(options.prefetch));
    return new AmqplibConsumer(channel, new Answers(this.#writer, channelNumber(channel)), this.#end);
  }

  openQueueAdmin(): QueueAdmin {
    return new AmqplibQueueAdmin(this.#model, this.#end);
  }

  readonly #end: EndOfConnection = () => (this.#isOpen ? undefined : this.ended);

  /** Throws BrokerRefusedError, with the broker's reason if the connection ended meanwhile. */
  async #answered<T>(what: string, answer: PromiseLike<T>): Promise<T> {
    try {
      return await answer;
    } catch (cause) {
      throw await refusalOf(what, cause, this.#end);
    }
  }

  async endOf(channel: ConsumerChannel | Publisher): Promise<ConnectionEnd> {
    await Promise.race([new Promise<void>((resolve) => channel.onClosed(() => resolve())), this.ended]);
    // Channels close just before their connection; a closed connection has the reason.
    if (!this.#isOpen) return this.ended;
    return { clean: false, replyCode: channel.failureCode, reason: channel.failure ?? "channel closed" };
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#closing = true;
    // If the connection breaks meanwhile, amqplib never settles `close`, but `ended` resolves.
    await Promise.race([this.#model.close().catch(() => undefined), this.ended]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Tries the URIs of the list in their order. Throws BrokerUnreachableError. */
export async function connect(options: ConnectOptions, traffic?: TrafficCounter): Promise<AmqpConnection> {
  const { model, uriIndex } = await openModel(options);
  traffic?.add(socketOf(model));
  return new AmqpConnection(model, uriIndex);
}

/** The version of amqplib, for the environment of each result. */
export function amqplibVersion(): string {
  // The package does not export its package.json, so it is read beside the entry file.
  const entry = createRequire(import.meta.url).resolve("amqplib");
  const manifest = JSON.parse(readFileSync(join(dirname(entry), "package.json"), "utf8")) as { version: unknown };
  return String(manifest.version);
}
