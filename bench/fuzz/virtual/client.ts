// The AMQP port over a virtual wire: what amqplib is to a real process, with its habits when connections break.
import {
  BrokerRefusedError,
  BrokerUnreachableError,
  type ClosableChannel,
  type Connect,
  type Connection,
  type ConnectionEnd,
  type ConnectOptions,
  type ConsumerChannel,
  type DeliveryHandler,
  type Publisher,
  type QueueAdmin,
  type QueueDepth,
} from "@fairhare/amqp";
import { deferred, type Random } from "@fairhare/core";
import { taskOfMessage } from "@fairhare/protocol";
import { isDeadLetterQueue, type MemoryBroker, SHUTDOWN } from "../broker/memory-broker.ts";
import { type ChannelClient, type ServerChannel, Session } from "../broker/session.ts";
import type { VirtualProcess } from "./process.ts";
import type { VirtualTime } from "./time.ts";
import { type VirtualLine, Wire } from "./wire.ts";

export interface ClientWorld {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly broker: MemoryBroker;
  /** The proxy's line that this address leads through, if it does. */
  readonly lineOf: (uri: string) => VirtualLine | undefined;
}

/** As the adapter on amqplib has it. */
const CONNECT_TIMEOUT_MS = 15_000;
const BROKEN: ConnectionEnd = { clean: false, replyCode: 0, reason: "the socket was closed" };

export const connectFrom =
  (process: VirtualProcess, world: ClientWorld): Connect =>
  (options) =>
    VirtualConnection.open(process, world, options);

class VirtualConnection implements Connection {
  readonly ended: Promise<ConnectionEnd>;
  readonly process: VirtualProcess;
  readonly world: ClientWorld;
  readonly wire: Wire;
  readonly session: Session;
  readonly #end = deferred<ConnectionEnd>();
  readonly #channels = new Set<VirtualChannel>();
  readonly #questions = new Set<(error: Error) => void>();
  readonly #blockedHandlers: ((isBlocked: boolean, reason: string) => void)[] = [];
  #isOpen = true;

  private constructor(process: VirtualProcess, world: ClientWorld, options: ConnectOptions) {
    this.process = process;
    this.world = world;
    this.ended = this.#end.promise;
    this.wire = new Wire(world, process, world.lineOf(options.uri), options.heartbeatSeconds ?? 60, {
      onServerBroken: (isOrphaned) => this.session.gone(isOrphaned ? "worker-killed" : "connection-lost"),
      onClientBroken: (isForced) => this.broken(isForced ? { clean: false, ...SHUTDOWN } : BROKEN),
    });
    this.session = new Session(world.broker, this.wire, options.name, (isBlocked) => {
      for (const handler of this.#blockedHandlers) handler(isBlocked, "low on memory");
    });
  }

  static open(process: VirtualProcess, world: ClientWorld, options: ConnectOptions): Promise<VirtualConnection> {
    const { broker, random } = world;
    return new Promise((resolve, reject) => {
      const refuse = (why: string): void => reject(new BrokerUnreachableError(options.uri, new Error(why)));
      const line = world.lineOf(options.uri);
      if (line?.isRefusing || !broker.isUp) {
        process.timers.after(0.2 + random.float(), () => refuse("ECONNREFUSED"));
        return;
      }
      const connection = new VirtualConnection(process, world, options);
      const cancel = process.timers.after(CONNECT_TIMEOUT_MS, () => {
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
        if (!broker.isUp) return connection.wire.break();
        broker.enter(connection.session);
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
      this.session.gone("given-back");
      this.wire.toClient(() => this.broken({ clean: true, replyCode: 0, reason: "closed" }));
    });
    await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Asks the broker something; rejects when the connection ends before the answer. */
  ask<T>(question: () => T): Promise<T> {
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
        this.session.receive(() => {
          try {
            const value = question();
            this.wire.toClient(answer(() => resolve(value)));
          } catch (error) {
            this.wire.toClient(answer(() => reject(error)));
          }
        }),
      );
    });
  }

  has(channel: VirtualChannel): void {
    this.#channels.add(channel);
  }

  broken(end: ConnectionEnd): void {
    if (!this.#isOpen) return;
    // Channels first, as amqplib does it.
    for (const channel of this.#channels) channel.closed(0, undefined);
    this.#isOpen = false;
    for (const reject of this.#questions) reject(new Error("Channel ended, no reply will be forthcoming"));
    this.#questions.clear();
    this.wire.break();
    this.#end.resolve(end);
  }
}

abstract class VirtualChannel implements ClosableChannel {
  isOpen = true;
  failure: string | undefined;
  failureCode = 0;
  protected readonly connection: VirtualConnection;
  protected readonly server: ServerChannel;
  readonly #closeHandlers: ((replyCode: number) => void)[] = [];

  constructor(
    connection: VirtualConnection,
    options: { readonly prefetch: number; readonly confirms: boolean },
    client: Omit<ChannelClient, "onClosed">,
  ) {
    this.connection = connection;
    connection.has(this);
    this.server = connection.session.open(
      { ...client, onClosed: (replyCode, reason) => this.closed(replyCode, reason) },
      options,
    );
  }

  onClosed(handler: (replyCode: number) => void): void {
    this.#closeHandlers.push(handler);
  }

  async close(): Promise<void> {
    await this.connection.ask(() => this.server.gone("given-back"));
    this.closed(0, undefined);
  }

  closed(replyCode: number, reason: string | undefined): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    if (replyCode !== 0) {
      this.failure = reason;
      this.failureCode = replyCode;
    }
    for (const handler of this.#closeHandlers) handler(replyCode);
  }

  protected tell(act: () => void, bytes?: number): void {
    if (!this.isOpen) throw new Error("Channel closed");
    const { wire, session } = this.connection;
    wire.toBroker(() => session.receive(act), bytes);
  }
}

type Answer = Parameters<Publisher["onAnswer"]>[0];
type Return = Parameters<Publisher["onReturn"]>[0];

class VirtualPublisher extends VirtualChannel implements Publisher {
  readonly #answers: Answer[];
  readonly #returns: Return[];
  /** By tag: the tasks without an answer. */
  readonly #open: Map<number, number>;
  #tag = 0;

  constructor(connection: VirtualConnection, options: { readonly prefetch: number; readonly confirms: boolean }) {
    const answers: Answer[] = [];
    const returns: Return[] = [];
    const open = new Map<number, number>();
    const { truth } = connection.world.broker;
    super(connection, options, {
      onDelivery: () => undefined,
      onCancel: () => undefined,
      onAnswer: (isAccepted, tag, isMultiple) => {
        for (const [other, task] of open) {
          if (other !== tag && !(isMultiple && other < tag)) continue;
          open.delete(other);
          (isAccepted ? truth.confirmed : truth.nacked).add(task);
        }
        for (const handler of answers) handler(isAccepted, tag, isMultiple);
      },
      onReturn: (...returned) => returns.forEach((handler) => handler(...returned)),
    });
    this.#answers = answers;
    this.#returns = returns;
    this.#open = open;
  }

  onAnswer(handler: Answer): void {
    this.#answers.push(handler);
  }

  onReturn(handler: Return): void {
    this.#returns.push(handler);
  }

  publish(queue: string, body: Buffer, { headers, persistent = false }: Parameters<Publisher["publish"]>[2]): boolean {
    if (!this.isOpen) throw new Error("Channel closed");
    const { wire, session, world } = this.connection;
    const { truth } = world.broker;
    const sent = Buffer.from(body);
    const facts = headers === undefined ? undefined : { ...(headers as Record<string, unknown>) };
    const task = taskOfMessage(sent, facts);
    if (truth.published.has(task)) truth.republished.add(task);
    truth.published.add(task);
    this.#open.set(++this.#tag, task);
    const { server } = this;
    wire.toBroker(() => session.receivePublish(() => server.publish(queue, sent, facts, persistent)), 64 + sent.length);
    return world.random.float() >= 0.02;
  }

  drained(): Promise<void> {
    const { process, world } = this.connection;
    return new Promise((resolve) => {
      this.onClosed(() => resolve());
      process.timers.after(3 * world.random.float(), resolve);
    });
  }

  async processed(): Promise<void> {
    await this.connection.ask(() => undefined);
  }
}

class VirtualConsumer extends VirtualChannel implements ConsumerChannel {
  readonly #handlers: { onDelivery?: DeliveryHandler; onCancel?: () => void };

  constructor(connection: VirtualConnection, options: { readonly prefetch: number; readonly confirms: boolean }) {
    const handlers: { onDelivery?: DeliveryHandler; onCancel?: () => void } = {};
    super(connection, options, {
      onDelivery: (body, tag, isRedelivered, headers) => {
        // What comes behind a channel's end is for nobody.
        if (!this.isOpen) return;
        handlers.onDelivery?.(body, tag, isRedelivered, headers);
      },
      onCancel: () => handlers.onCancel?.(),
      onAnswer: () => undefined,
      onReturn: () => undefined,
    });
    this.#handlers = handlers;
  }

  async consume(
    queueName: string,
    { autoAck }: { readonly autoAck: boolean },
    onDelivery: DeliveryHandler,
    onCancelled: () => void,
  ): Promise<void> {
    const { server, connection } = this;
    const { truth } = connection.world.broker;
    this.#handlers.onDelivery = (body, tag, isRedelivered, headers) => {
      if (!isDeadLetterQueue(queueName)) truth.deliver(taskOfMessage(body, headers), isRedelivered);
      onDelivery(body, tag, isRedelivered, headers);
    };
    this.#handlers.onCancel = onCancelled;
    await connection.ask(() => {
      const queue = connection.world.broker.queue(queueName);
      if (queue === undefined) {
        const reason = `NOT_FOUND - no queue '${queueName}' in vhost '/'`;
        server.close(404, reason);
        throw new BrokerRefusedError(`register a consumer on queue "${queueName}"`, new Error(reason));
      }
      server.consume(queue, autoAck);
    });
  }

  ack(tag: number, multiple: boolean): void {
    this.tell(() => this.server.ack(tag, multiple));
  }

  nack(tag: number, requeue: boolean): void {
    this.tell(() => this.server.refuse(tag, requeue, "nack"));
  }

  reject(tag: number, requeue: boolean): void {
    this.tell(() => this.server.refuse(tag, requeue, "reject"));
  }

  async cancel(): Promise<void> {
    await this.connection.ask(() => this.server.cancel());
  }
}

class VirtualAdmin implements QueueAdmin {
  readonly #connection: VirtualConnection;

  constructor(connection: VirtualConnection) {
    this.#connection = connection;
  }

  async declare(spec: Parameters<QueueAdmin["declare"]>[0]): Promise<void> {
    await this.#ask(() => this.#broker.declare(spec));
  }

  async bind(): Promise<void> {
    throw new Error("nothing in a run binds a queue");
  }

  async depth(name: string): Promise<QueueDepth> {
    return this.#ask(() => {
      const queue = this.#broker.queue(name);
      if (queue === undefined) throw new BrokerRefusedError(`look at queue "${name}"`, new Error("NOT_FOUND"));
      return { ready: queue.ready, consumers: queue.consumers };
    });
  }

  async reportedType({ name }: Parameters<QueueAdmin["declare"]>[0]): Promise<string | null> {
    return this.#ask(() => this.#broker.queue(name)?.spec.type ?? null);
  }

  async delete(name: string): Promise<void> {
    await this.#ask(() => this.#broker.delete(name));
  }

  get #broker(): MemoryBroker {
    return this.#connection.world.broker;
  }

  /** Each question has a channel of its own, which is opened before and closed behind it. */
  async #ask<T>(question: () => T): Promise<T> {
    await this.#connection.ask(() => undefined);
    const answer = await this.#connection.ask(question);
    await this.#connection.ask(() => undefined);
    return answer;
  }
}
