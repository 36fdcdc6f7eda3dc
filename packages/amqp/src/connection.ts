// A connection to a broker on amqplib. publisher.ts, consumer.ts and queue.ts contain the operations on it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
import { type AmqpUri, parseAmqpUri } from "@fairhare/core";
import { connect as amqplibConnect, type ChannelModel, type Options } from "amqplib";
import { AmqplibConsumer } from "./consumer.ts";
import { BrokerUnreachableError, type EndOfConnection, refusalOf, replyCodeOf } from "./error.ts";
import { writeOncePerTurn } from "./one-write-per-turn.ts";
import type { Connection, ConnectionEnd, ConnectOptions, ConsumerChannel, Publisher, QueueAdmin } from "./port.ts";
import { AmqplibPublisher } from "./publisher.ts";
import { AmqplibQueueAdmin } from "./queue.ts";

/** For the TCP connection and the AMQP handshake: a busy broker on a small machine needs several seconds. */
const CONNECT_TIMEOUT_MS = 15_000;
/** RabbitMQ's default. */
const DEFAULT_HEARTBEAT_SECONDS = 60;

/**
 * One TCP connection. `ended` resolves once and never rejects. Nagle's algorithm is off (amqplib leaves it on by
 * default), so that the socket sends an ack without waiting for more data.
 */
export class AmqpConnection implements Connection {
  readonly ended: Promise<ConnectionEnd>;
  readonly #model: ChannelModel;
  #closing = false;
  #isOpen = true;

  constructor(model: ChannelModel) {
    this.#model = model;
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
    const seconds: unknown = Reflect.get(this.#model.connection, "heartbeat");
    if (typeof seconds !== "number") throw new Error("amqplib does not expose the negotiated heartbeat");
    return seconds;
  }

  onBlocked(handler: (blocked: boolean, reason: string) => void): void {
    this.#model.on("blocked", (reason: string) => handler(true, reason));
    this.#model.on("unblocked", () => handler(false, ""));
  }

  async openPublisher(options: { readonly confirms: boolean }): Promise<Publisher> {
    const channel = options.confirms ? this.#model.createConfirmChannel() : this.#model.createChannel();
    return new AmqplibPublisher(await this.#answered("open a channel for publishing", channel));
  }

  async openConsumer(options: { readonly prefetch: number }): Promise<ConsumerChannel> {
    const channel = await this.#answered("open a channel for consuming", this.#model.createChannel());
    if (options.prefetch > 0) await this.#answered("set the prefetch", channel.prefetch(options.prefetch));
    return new AmqplibConsumer(channel, this.#end);
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

/** Throws BrokerUnreachableError. */
export const connect = async (options: ConnectOptions): Promise<AmqpConnection> =>
  new AmqpConnection(await openModel(options));

/** The connection of amqplib itself, for requests that the port does not have. Throws BrokerUnreachableError. */
export async function openModel(options: ConnectOptions): Promise<ChannelModel> {
  const { uri, problem } = parseAmqpUri(options.uri);
  if (uri === undefined) throw new BrokerUnreachableError(options.uri, problem);
  try {
    const model = await amqplibConnect(addressOf(uri, options.heartbeatSeconds), {
      noDelay: true,
      timeout: CONNECT_TIMEOUT_MS,
      clientProperties: { connection_name: options.name },
    });
    writeOncePerTurn(socketOf(model));
    return model;
  } catch (cause) {
    throw new BrokerUnreachableError(options.uri, cause);
  }
}

function socketOf({ connection }: ChannelModel): Writable {
  const socket: unknown = Reflect.get(connection, "stream");
  if (!(socket instanceof Writable)) throw new Error("amqplib does not expose the socket of a connection");
  return socket;
}

/** Passes the parts, not the text: amqplib decodes percent-encoding as Latin-1. */
const addressOf = (uri: AmqpUri, heartbeatSeconds = uri.heartbeatSeconds): Options.Connect => ({
  protocol: uri.scheme,
  hostname: uri.host,
  port: uri.port,
  username: uri.user,
  password: uri.password,
  // amqplib decodes this part again.
  vhost: encodeURIComponent(uri.vhost),
  heartbeat: heartbeatSeconds ?? DEFAULT_HEARTBEAT_SECONDS,
});

/** The version of amqplib, for the environment of each result. */
export function amqplibVersion(): string {
  // The package does not export its package.json, so it is read beside the entry file.
  const entry = createRequire(import.meta.url).resolve("amqplib");
  const manifest = JSON.parse(readFileSync(join(dirname(entry), "package.json"), "utf8")) as { version: unknown };
  return String(manifest.version);
}
