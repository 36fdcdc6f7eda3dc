// What our processes need of a broker, as they speak of it. The adapter on amqplib is connection.ts and what it opens;
// the simulated broker implements the same.
import type { Options } from "amqplib";

export type Headers = Readonly<Record<string, unknown>> | undefined;
export type DeliveryHandler = (body: Buffer, tag: number, redelivered: boolean, headers: Headers) => void;

/** The broker answers for `tag`, and for every unanswered one below it when `multiple`. */
export type AnswerHandler = (accepted: boolean, tag: number, multiple: boolean) => void;

/** A publish with `mandatory` that reached no queue. */
export type ReturnHandler = (body: Buffer, headers: Headers, replyCode: number) => void;

export type PublishOptions = Options.Publish;

/** How a connection or channel ended: by our own `close`, or not. */
export interface ConnectionEnd {
  readonly clean: boolean;
  /** AMQP reply code, 0 when the socket just broke. */
  readonly replyCode: number;
  readonly reason: string;
}

export interface QueueSpec {
  readonly name: string;
  readonly type: "classic" | "quorum";
  readonly durable: boolean;
  /** The broker deletes the queue when it was unused for so long; 0 is never. */
  readonly expiresMs: number;
  /** Where its dead letters go, over the default exchange; they vanish without one. */
  readonly deadLetterQueue?: string | null;
  /** 0 is no limit, here and below. */
  readonly messageTtlMs?: number;
  readonly maxLength?: number;
  readonly overflow?: "drop-head" | "reject-publish";
  /** Null is the broker's own. */
  readonly deliveryLimit?: number | "unlimited" | null;
}

/** As the broker says: messages ready for delivery (unacknowledged ones not counted), and consumers. */
export interface QueueDepth {
  readonly ready: number;
  readonly consumers: number;
}

/** What every channel has. */
export interface ClosableChannel {
  readonly isOpen: boolean;
  /** The channel's error, when the broker closed it. */
  readonly failure: string | undefined;
  /** AMQP reply code of that error; 0 when there is none. */
  readonly failureCode: number;
  /** `handler` is told when the channel closes for any reason, with the broker's reply code: 0 when it was not the broker. */
  onClosed(handler: (replyCode: number) => void): void;
  /** Resolves when the broker has answered; rejects when the connection breaks before. */
  close(): Promise<void>;
}

export interface Publisher extends ClosableChannel {
  onAnswer(handler: AnswerHandler): void;
  onReturn(handler: ReturnHandler): void;
  /**
   * To the default exchange. False: the message is taken, but wait for `drained` before the next one. The body may be
   * kept by reference until it is sent when it has 2 KiB or more; a shorter one is copied.
   */
  publish(queue: string, body: Buffer, options: PublishOptions): boolean;
  /** Resolves when the socket has taken what was buffered, or the channel has closed. */
  drained(): Promise<void>;
  /** Resolves when the broker has processed every publish so far; rejects when the channel closes before. */
  processed(): Promise<void>;
}

export interface ConsumerChannel extends ClosableChannel {
  /**
   * Resolves when the broker has registered the consumer. `onCancelled`: the broker gave it up (queue deleted, node
   * down, acknowledgement timeout). Throws BrokerRefusedError.
   */
  consume(
    queue: string,
    options: { readonly autoAck: boolean },
    onDelivery: DeliveryHandler,
    onCancelled: () => void,
  ): Promise<void>;
  /** `multiple`: and every unacknowledged one below it. Throws when the channel is closed. */
  ack(tag: number, multiple: boolean): void;
  nack(tag: number, requeue: boolean): void;
  /** From RabbitMQ 4.3 on it counts towards a quorum queue's delivery limit, which a nack does not. */
  reject(tag: number, requeue: boolean): void;
  /** No delivery comes after it resolves. */
  cancel(): Promise<void>;
}

export interface QueueAdmin {
  /** Throws BrokerRefusedError, for instance when the queue exists with other parameters (406). */
  declare(spec: QueueSpec): Promise<void>;
  /**
   * The type of this queue as the broker names it, or null when it does not. AMQP has no question for it, but a broker
   * that refuses to declare the queue as another type says which type it has. The refusal changes nothing, and leaves
   * a line in the broker's log.
   */
  reportedType(spec: QueueSpec): Promise<string | null>;
  /** What the exchange is given under keys of this pattern comes into the queue, too. */
  bind(name: string, exchange: string, pattern: string): Promise<void>;
  /** Throws BrokerRefusedError when there is no such queue. */
  depth(name: string): Promise<QueueDepth>;
  /** Deleting a queue that does not exist is fine. */
  delete(name: string): Promise<void>;
}

/** One TCP connection. `ended` resolves once, never rejects. */
export interface Connection extends AsyncDisposable {
  readonly ended: Promise<ConnectionEnd>;
  readonly isOpen: boolean;
  /** `onBlocked` tells when the broker stops reading publishes (memory or disk alarm), and when it goes on. */
  onBlocked(handler: (blocked: boolean, reason: string) => void): void;
  openPublisher(options: { readonly confirms: boolean }): Promise<Publisher>;
  openConsumer(options: { readonly prefetch: number }): Promise<ConsumerChannel>;
  openQueueAdmin(): QueueAdmin;
  /** How a channel of this connection ended: alone, refused by the broker, or together with the connection. */
  endOf(channel: ConsumerChannel | Publisher): Promise<ConnectionEnd>;
  /**
   * Resolves when the broker has answered. It may overtake what a channel still buffers: close the channels first where
   * that matters.
   */
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly uri: string;
  /** Shown by the broker's management tools. */
  readonly name: string;
  /** 0 turns heartbeats off; what the URI says, else the default, when left out. */
  readonly heartbeatSeconds?: number;
}

/** Throws BrokerUnreachableError. */
export type Connect = (options: ConnectOptions) => Promise<Connection>;
