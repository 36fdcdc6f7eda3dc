// The port through which our processes use a broker. connection.ts and the classes that it opens implement it on
// amqplib; the simulated broker implements it as well.
import type { Options } from "amqplib";

export type Headers = Readonly<Record<string, unknown>> | undefined;
/** The memory of `body` is reused after the handler returns: copy what must last longer. */
export type DeliveryHandler = (body: Buffer, tag: number, redelivered: boolean, headers: Headers) => void;

/** A publisher confirm for `tag`, and with `multiple` for every unanswered tag below it. */
export type AnswerHandler = (accepted: boolean, tag: number, multiple: boolean) => void;

/** Called for a publish with `mandatory` that reached no queue. `body` is valid until the handler returns. */
export type ReturnHandler = (body: Buffer, headers: Headers, replyCode: number) => void;

export type PublishOptions = Options.Publish;

/** How a connection or channel ended. */
export interface ConnectionEnd {
  /** Ended by our own `close`. */
  readonly clean: boolean;
  /** AMQP reply code; 0 if the socket broke without one. */
  readonly replyCode: number;
  readonly reason: string;
}

export interface QueueSpec {
  readonly name: string;
  /** Only check that the queue exists, whatever its type, durability and arguments; create nothing. */
  readonly passive?: boolean;
  readonly type: "classic" | "quorum";
  readonly durable: boolean;
  /** The broker deletes the queue after this time without use; 0 is never. */
  readonly expiresMs: number;
  /** The queue for dead letters, reached through the default exchange; null drops them. */
  readonly deadLetterQueue?: string | null;
  /** 0 means no limit. */
  readonly messageTtlMs?: number;
  /** Messages; 0 means no limit. */
  readonly maxLength?: number;
  readonly overflow?: "drop-head" | "reject-publish";
  /** Null is the broker's default. */
  readonly deliveryLimit?: number | "unlimited" | null;
  /** Arguments that none of the members above sets, by their names. */
  readonly otherArguments?: Readonly<Record<string, unknown>>;
  /** Bound when the queue is declared, unless it is passive. */
  readonly binding?: { readonly exchange: string; readonly routingKey: string } | null;
}

/** As reported by the broker: messages ready for delivery (without unacknowledged ones), and consumers. */
export interface QueueDepth {
  readonly ready: number;
  readonly consumers: number;
}

/** Common to all channels. */
export interface ClosableChannel {
  readonly isOpen: boolean;
  /** The broker's reason, if the broker closed the channel. */
  readonly failure: string | undefined;
  /** AMQP reply code of that reason; 0 if there is none. */
  readonly failureCode: number;
  /**
   * Calls `handler` when the channel closes for any reason, with the broker's reply code; 0 if the broker did not close
   * it.
   */
  onClosed(handler: (replyCode: number) => void): void;
  /** Resolves when the broker has answered; rejects if the connection breaks first. */
  close(): Promise<void>;
}

export interface Publisher extends ClosableChannel {
  onAnswer(handler: AnswerHandler): void;
  onReturn(handler: ReturnHandler): void;
  /**
   * Publishes to the exchange of this publisher; the default exchange routes by the name of the queue. False means that the
   * buffer is full: the message is accepted, but wait for `drained` before the next publish. The body is copied. An object
   * of options must not change between two publishes, except for its headers and other properties.
   */
  publish(routingKey: string, body: Buffer, options: PublishOptions): boolean;
  /** Resolves when the buffer has been written to the socket, or the channel has closed. */
  drained(): Promise<void>;
  /** Resolves when the broker has processed every publish so far; rejects if the channel closes first. */
  processed(): Promise<void>;
}

export interface ConsumerChannel extends ClosableChannel {
  /**
   * Resolves when the broker has registered the consumer; one channel may have several, each with the prefetch of the
   * channel. `onCancelled` is called when the broker cancels it (queue
   * deleted, node down, acknowledgement timeout). Throws BrokerRefusedError.
   */
  consume(
    queue: string,
    options: { readonly autoAck: boolean; readonly arguments?: Readonly<Record<string, unknown>> },
    onDelivery: DeliveryHandler,
    onCancelled: () => void,
  ): Promise<void>;
  /** With `multiple`, also acknowledges every delivery with a lower tag. Throws if the channel is closed. */
  ack(tag: number, multiple: boolean): void;
  nack(tag: number, requeue: boolean): void;
  /** From RabbitMQ 4.3 on, a reject counts towards the delivery limit of a quorum queue; a nack does not. */
  reject(tag: number, requeue: boolean): void;
  /** Cancels all consumers: no delivery arrives after it resolves. */
  cancel(): Promise<void>;
}

export interface QueueAdmin {
  /**
   * Throws BrokerRefusedError, for example if the queue exists with other parameters (406), or if it is passive and does
   * not exist (404).
   */
  declare(spec: QueueSpec): Promise<void>;
  /**
   * The type of this queue as the broker names it, or null if the broker does not name it. AMQP has no method for this,
   * but a broker that refuses to declare the queue with another type names its type. The refusal changes nothing and
   * leaves a line in the broker's log.
   */
  reportedType(spec: QueueSpec): Promise<string | null>;
  /** Routes messages of the exchange whose routing key matches the pattern into the queue. */
  bind(name: string, exchange: string, pattern: string): Promise<void>;
  /** Throws BrokerRefusedError (404) if the exchange does not exist. Needs no right to configure. */
  checkExchange(name: string): Promise<void>;
  /** Throws BrokerRefusedError if the queue does not exist. */
  depth(name: string): Promise<QueueDepth>;
  /** The depths of several queues, in their order, on one channel. Throws BrokerRefusedError if one does not exist. */
  depths(names: readonly string[]): Promise<QueueDepth[]>;
  /**
   * The number of messages that are ready in the queue: gets one and requeues it, if there is one. In contrast to `depth`,
   * fails if a quorum queue has no leader. Throws BrokerRefusedError, with 405 for a quorum queue with a single active consumer.
   */
  peek(name: string): Promise<number>;
  /** Removes the messages that are ready, and resolves with their number. Fails if a quorum queue has no leader. */
  purge(name: string): Promise<number>;
  /** Does nothing if the queue does not exist. */
  delete(name: string): Promise<void>;
}

/** One TCP connection. `ended` resolves once and never rejects. */
export interface Connection extends AsyncDisposable {
  readonly ended: Promise<ConnectionEnd>;
  /** Which URI of the list it is connected to, from 0. */
  readonly uriIndex: number;
  readonly isOpen: boolean;
  /** Calls `handler` when the broker stops reading publishes (memory or disk alarm), and when it continues. */
  onBlocked(handler: (blocked: boolean, reason: string) => void): void;
  /** `exchange`: null or absent is the default exchange. */
  openPublisher(options: { readonly confirms: boolean; readonly exchange?: string | null }): Promise<Publisher>;
  openConsumer(options: { readonly prefetch: number }): Promise<ConsumerChannel>;
  openQueueAdmin(): QueueAdmin;
  /** How a channel of this connection ended: closed by the broker alone, or together with the connection. */
  endOf(channel: ConsumerChannel | Publisher): Promise<ConnectionEnd>;
  /**
   * Resolves when the broker has answered. Data that channels still buffer may be lost: close the channels first if
   * that matters.
   */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** One URI, or several with commas between them, which are tried in this order. */
  readonly uri: string;
  /** The position of the URI that is tried first, from 0; the next ones follow, around the list. 0 by default. */
  readonly firstUri?: number;
  /** The broker's management tools show this name. */
  readonly name: string;
  /** 0 turns heartbeats off. By default the value in the URI in use, else 60 s. */
  readonly heartbeatSeconds?: number;
}

/** Throws BrokerUnreachableError. */
export type Connect = (options: ConnectOptions) => Promise<Connection>;
