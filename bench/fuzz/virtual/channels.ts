// The channels of a virtual connection, with the behaviour of amqplib's channels.
import {
  BrokerRefusedError,
  type ClosableChannel,
  type ConsumerChannel,
  type DeliveryHandler,
  type Publisher,
} from "@fairhare/amqp";
import type { Random } from "@fairhare/core";
import { taskOfMessage } from "@fairhare/protocol";
import { isDeadLetterQueue, type MemoryBroker } from "../broker/memory-broker.ts";
import type { ChannelClient, ChannelOptions } from "../broker/channel-ports.ts";
import type { ServerChannel } from "../broker/server-channel.ts";
import type { Session } from "../broker/session.ts";
import type { VirtualProcess } from "./process.ts";
import type { Wire } from "./wire.ts";

/** What a channel needs from its connection. */
export interface ChannelConnection {
  readonly broker: MemoryBroker;
  readonly process: VirtualProcess;
  readonly random: Random;
  readonly session: Session;
  readonly wire: Wire;
  /** Sends a request to the broker, which answers at once or as `whenAnswering` decides; rejects when the connection ends before. */
  ask<T>(question: () => T, whenAnswering?: (go: () => void) => void): Promise<T>;
  /** Registers a channel, which ends together with the connection. */
  register(channel: OpenChannel): void;
}

export interface OpenChannel {
  closed(replyCode: number, reason: string | undefined): void;
}

abstract class VirtualChannel implements ClosableChannel, OpenChannel {
  isOpen = true;
  failure: string | undefined;
  failureCode = 0;
  protected readonly connection: ChannelConnection;
  protected readonly server: ServerChannel;
  readonly #closeHandlers: ((replyCode: number) => void)[] = [];

  constructor(connection: ChannelConnection, options: ChannelOptions, client: Omit<ChannelClient, "onClosed">) {
    this.connection = connection;
    connection.register(this);
    this.server = connection.session.open(
      { ...client, onClosed: (replyCode, reason) => this.closed(replyCode, reason) },
      options,
    );
  }

  onClosed(handler: (replyCode: number) => void): void {
    this.#closeHandlers.push(handler);
  }

  async close(): Promise<void> {
    await this.connection.ask(() => this.server.end("by-client"));
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

export class VirtualPublisher extends VirtualChannel implements Publisher {
  readonly #answers: Answer[];
  readonly #returns: Return[];
  /** Unconfirmed tasks, by delivery tag. */
  readonly #open: Map<number, number>;
  #tag = 0;

  constructor(connection: ChannelConnection, options: ChannelOptions) {
    const answers: Answer[] = [];
    const returns: Return[] = [];
    const open = new Map<number, number>();
    const { truth } = connection.broker;
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

  publish(queue: string, body: Buffer, options: Parameters<Publisher["publish"]>[2]): boolean {
    const { headers, persistent: isPersistent = false, priority = 0 } = options;
    if (!this.isOpen) throw new Error("Channel closed");
    const { wire, session, broker, random } = this.connection;
    const { truth } = broker;
    const sent = Buffer.from(body);
    const facts = headers === undefined ? undefined : { ...(headers as Record<string, unknown>) };
    const task = taskOfMessage(sent, facts);
    if (truth.published.has(task)) truth.republished.add(task);
    truth.published.add(task);
    this.#open.set(++this.#tag, task);
    const { server } = this;
    const published = { task, body: sent, headers: facts, isPersistent, priority };
    wire.toBroker(() => session.receivePublish(() => server.publish(queue, published)), 64 + sent.length);
    return random.float() >= 0.02;
  }

  drained(): Promise<void> {
    const { process, random } = this.connection;
    return new Promise((resolve) => {
      this.onClosed(() => resolve());
      process.timers.after(3 * random.float(), resolve);
    });
  }

  async processed(): Promise<void> {
    await this.connection.ask(() => undefined);
  }
}

export class VirtualConsumer extends VirtualChannel implements ConsumerChannel {
  /** By the name of the queue. */
  readonly #handlers: Map<string, { readonly onDelivery: DeliveryHandler; readonly onCancel: () => void }>;

  constructor(connection: ChannelConnection, options: ChannelOptions) {
    const handlers: Map<string, { readonly onDelivery: DeliveryHandler; readonly onCancel: () => void }> = new Map();
    super(connection, options, {
      onDelivery: (body, tag, isRedelivered, headers, queue) => {
        // amqplib drops deliveries that arrive after the channel has closed.
        if (!this.isOpen) return;
        handlers.get(queue)?.onDelivery(body, tag, isRedelivered, headers);
      },
      onCancel: () => {
        for (const { onCancel } of handlers.values()) onCancel();
      },
      onAnswer: () => undefined,
      onReturn: () => undefined,
    });
    this.#handlers = handlers;
  }

  async consume(
    queueName: string,
    options: { readonly autoAck: boolean; readonly arguments?: Readonly<Record<string, unknown>> },
    onDelivery: DeliveryHandler,
    onCancelled: () => void,
  ): Promise<void> {
    const { server, connection } = this;
    const { truth } = connection.broker;
    this.#handlers.set(queueName, {
      onDelivery: (body, tag, isRedelivered, headers) => {
        if (!isDeadLetterQueue(queueName)) truth.deliver(taskOfMessage(body, headers), isRedelivered, queueName);
        onDelivery(body, tag, isRedelivered, headers);
      },
      onCancel: onCancelled,
    });
    const { broker, session } = connection;
    const { node } = session;
    const whenAnswering = (go: () => void): void => {
      const host = broker.queue(queueName, node)?.host;
      if (host === undefined) go();
      else host.whenAnswering(node, go);
    };
    await connection.ask(() => {
      const queue = broker.queue(queueName, node);
      if (queue === undefined || !queue.host.reaches(node)) {
        const reason = `NOT_FOUND - no queue '${queueName}' in vhost '/'`;
        server.close(404, reason);
        throw new BrokerRefusedError(`register a consumer on queue "${queueName}"`, new Error(reason));
      }
      server.consume(queue, options.autoAck, Number(options.arguments?.["x-priority"] ?? 0));
    }, whenAnswering);
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
