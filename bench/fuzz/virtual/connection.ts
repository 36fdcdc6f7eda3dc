// The AMQP port over a virtual wire, with amqplib's behaviour on connection losses.
import {
  BrokerUnreachableError,
  type Connect,
  type Connection,
  type ConnectionEnd,
  type ConnectOptions,
  type ConsumerChannel,
  type Publisher,
  type QueueAdmin,
} from "@fairhare/amqp";
import { deferred, type Random, splitUris } from "@fairhare/core";
import type { MemoryBroker } from "../broker/memory-broker.ts";
import { Session } from "../broker/session.ts";
import { type ChannelConnection, type OpenChannel, VirtualConsumer, VirtualPublisher } from "./channels.ts";
import type { VirtualProcess } from "./process.ts";
import { VirtualAdmin } from "./queue-admin.ts";
import type { VirtualTime } from "./time.ts";
import { type VirtualLine, Wire } from "./wire.ts";

export interface ClientWorld {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly broker: MemoryBroker;
  /** The proxy's line for this address; undefined without a proxy. */
  readonly lineOf: (uri: string) => VirtualLine | undefined;
}

/** The same as in the adapter on amqplib. */
const CONNECT_TIMEOUT_MS = 15_000;
const LISTED_CONNECT_TIMEOUT_MS = 5_000;
const CONNECTION_FORCED = 320;
const SHUTDOWN: ConnectionEnd = {
  clean: false,
  replyCode: CONNECTION_FORCED,
  reason: `CONNECTION_FORCED - broker forced connection closure (${CONNECTION_FORCED})`,
};
const BROKEN: ConnectionEnd = { clean: false, replyCode: 0, reason: "the socket was closed" };

export const connectFrom =
  (process: VirtualProcess, world: ClientWorld): Connect =>
  (options) =>
    connectToFirst(process, world, options);

/** Tries the nodes of the list in turn. */
async function connectToFirst(
  process: VirtualProcess,
  world: ClientWorld,
  options: ConnectOptions,
): Promise<VirtualConnection> {
  const uris = splitUris(options.uri);
  const { firstUri = 0 } = options;
  const failures: unknown[] = [];
  for (let turn = 0; turn < uris.length; turn++) {
    const uriIndex = (firstUri + turn) % uris.length;
    const timeoutMs = uris.length === 1 ? CONNECT_TIMEOUT_MS : LISTED_CONNECT_TIMEOUT_MS;
    try {
      return await VirtualConnection.open(process, world, {
        ...options,
        uri: uris[uriIndex] ?? "",
        uriIndex,
        timeoutMs,
      });
    } catch (error) {
      failures.push(error);
    }
  }
  throw new BrokerUnreachableError(options.uri, new AggregateError(failures));
}

interface OpenOptions extends ConnectOptions {
  /** The position of its URI in the list. */
  readonly uriIndex: number;
  readonly timeoutMs: number;
}

class VirtualConnection implements Connection, ChannelConnection {
  readonly ended: Promise<ConnectionEnd>;
  readonly uriIndex: number;
  readonly process: VirtualProcess;
  readonly broker: MemoryBroker;
  readonly random: Random;
  readonly wire: Wire;
  readonly session: Session;
  readonly #end = deferred<ConnectionEnd>();
  readonly #channels = new Set<OpenChannel>();
  readonly #questions = new Set<(error: Error) => void>();
  readonly #blockedHandlers: ((isBlocked: boolean, reason: string) => void)[] = [];
  #isOpen = true;

  private constructor(process: VirtualProcess, world: ClientWorld, options: OpenOptions) {
    this.process = process;
    this.uriIndex = options.uriIndex;
    const node = nodeOf(options);
    this.broker = world.broker;
    this.random = world.random;
    this.ended = this.#end.promise;
    this.wire = new Wire(world, process, world.lineOf(options.uri), options.heartbeatSeconds ?? 60, {
      onServerBroken: (isOrphaned) => {
        world.broker.connections.removeWire(this.wire);
        // A paused node learns of it when it runs again.
        const end = (): void => this.session.end(isOrphaned ? "worker-killed" : "connection-lost");
        world.broker.nodes.whenResumed(node, end);
      },
      onClientBroken: (isForced) => this.broken(isForced ? SHUTDOWN : BROKEN),
    });
    this.session = new Session(world.broker, this.wire, { name: options.name, node }, (isBlocked) => {
      for (const handler of this.#blockedHandlers) handler(isBlocked, "low on memory");
    });
  }

  static open(process: VirtualProcess, world: ClientWorld, options: OpenOptions): Promise<VirtualConnection> {
    const { broker, random } = world;
    const node = nodeOf(options);
    return new Promise((resolve, reject) => {
      const refuse = (why: string): void => reject(new BrokerUnreachableError(options.uri, new Error(why)));
      const line = world.lineOf(options.uri);
      if (line?.isRefusing || !broker.nodes.serves(node)) {
        process.timers.after(0.2 + random.float(), () => refuse("ECONNREFUSED"));
        return;
      }
      const connection = new VirtualConnection(process, world, options);
      broker.connections.addWire(connection.wire, node);
      const cancel = process.timers.after(options.timeoutMs, () => {
        connection.wire.break();
        refuse("ETIMEDOUT");
      });
      const refuseWhenEnded = async (): Promise<void> => {
        await connection.ended;
        cancel();
        refuse("Socket closed abruptly during opening handshake");
      };
      void refuseWhenEnded();
      connection.wire.toBroker(() => {
        if (!broker.nodes.serves(node)) return connection.wire.break();
        broker.connections.add(connection.session);
        connection.wire.toClient(() => {
          cancel();
          resolve(connection);
        });
      });
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  onBlocked(handler: (isBlocked: boolean, reason: string) => void): void {
    this.#blockedHandlers.push(handler);
  }

  async openPublisher({ confirms }: { readonly confirms: boolean }): Promise<Publisher> {
    const channel = new VirtualPublisher(this, { prefetch: 0, confirms });
    await this.ask(() => undefined);
    return channel;
  }

  async openConsumer({ prefetch }: { readonly prefetch: number }): Promise<ConsumerChannel> {
    const channel = new VirtualConsumer(this, { prefetch, confirms: false });
    await this.ask(() => undefined);
    return channel;
  }

  openQueueAdmin(): QueueAdmin {
    return new VirtualAdmin(this);
  }

  async endOf(channel: ConsumerChannel | Publisher): Promise<ConnectionEnd> {
    await Promise.race([new Promise<void>((resolve) => channel.onClosed(() => resolve())), this.ended]);
    if (!this.#isOpen) return this.ended;
    return { clean: false, replyCode: channel.failureCode, reason: channel.failure ?? "channel closed" };
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.wire.toBroker(() => {
      this.session.end("by-client");
      this.wire.toClient(() => this.broken({ clean: true, replyCode: 0, reason: "closed" }));
    });
    await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Sends a request to the broker, which answers at once or as `whenAnswering` decides; rejects when the connection ends before. */
  ask<T>(question: () => T, whenAnswering: (go: () => void) => void = (go) => go()): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) {
        reject(new Error("Connection closed"));
        return;
      }
      this.#questions.add(reject);
      const answer = (act: () => void) => (): void => {
        if (this.#questions.delete(reject)) act();
      };
      this.wire.toBroker(() =>
        this.session.receive(() =>
          whenAnswering(() => {
            if (!this.session.isOpen) return;
            try {
              const value = question();
              this.wire.toClient(answer(() => resolve(value)));
            } catch (error) {
              this.wire.toClient(answer(() => reject(error)));
            }
          }),
        ),
      );
    });
  }

  register(channel: OpenChannel): void {
    this.#channels.add(channel);
  }

  broken(end: ConnectionEnd): void {
    if (!this.#isOpen) return;
    // Closes the channels first, as amqplib does.
    for (const channel of this.#channels) channel.closed(0, undefined);
    this.#isOpen = false;
    for (const reject of this.#questions) reject(new Error("Channel ended, no reply will be forthcoming"));
    this.#questions.clear();
    this.wire.break();
    this.#end.resolve(end);
  }
}

/** The number of the node in its URI, 1 for a broker with a single one. */
const nodeOf = ({ uri }: Pick<OpenOptions, "uri">): number => Number(/node-(\d+)$/.exec(uri)?.[1] ?? 1);
