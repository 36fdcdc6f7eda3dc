// A publishing channel. Publisher confirms arrive as delivery tags, counted from 1 in the order of the publishes, so
// that an unconfirmed message needs no allocation.
import type { Channel } from "amqplib";
import { AmqplibChannel } from "./channel.ts";
import { isPlain, PlainMessages } from "./frames/plain-messages.ts";
import type { AnswerHandler, Publisher, PublishOptions, ReturnHandler } from "./port.ts";
import type { TurnWriter } from "./frames/turn-writer.ts";

/** Where a channel sends the frames that it encodes itself. */
export interface PublishingLine {
  readonly writer: TurnWriter;
  readonly channel: number;
  readonly frameMax: number;
}

export class AmqplibPublisher extends AmqplibChannel implements Publisher {
  readonly #line: PublishingLine;
  readonly #exchange: string;
  /** Of the last publish: the same object for every message of a run. */
  #options: PublishOptions | undefined;
  #routingKey = "";
  #plain: PlainMessages | undefined;
  /** amqplib queues what it sends for a turn: a message that does not pass through it would overtake the others. */
  #mustQueue = false;

  /** `exchange`: an empty name is the default exchange. */
  constructor(channel: Channel, line: PublishingLine, exchange: string) {
    super(channel);
    this.#line = line;
    this.#exchange = exchange;
  }

  onAnswer(handler: AnswerHandler): void {
    this.channel.on("ack", ({ deliveryTag, multiple }) => handler(true, deliveryTag, multiple));
    this.channel.on("nack", ({ deliveryTag, multiple }) => handler(false, deliveryTag, multiple));
  }

  onReturn(handler: ReturnHandler): void {
    this.channel.on("return", (message) => {
      const replyCode: unknown = "replyCode" in message.fields ? message.fields.replyCode : 0;
      handler(message.content, message.properties.headers, Number(replyCode));
    });
  }

  publish(routingKey: string, body: Buffer, options: PublishOptions): boolean {
    const plain = this.#plainMessages(routingKey, options);
    if (plain === undefined) return this.channel.publish(this.#exchange, routingKey, body, options);
    this.assertOpen();
    plain.publish(body);
    return !this.#line.writer.isFull;
  }

  drained(): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        forget();
        this.channel.off("drain", settle);
        this.channel.off("close", settle);
        resolve();
      };
      const forget = this.#mustQueue ? () => undefined : this.#line.writer.onDrained(settle);
      this.channel.on("drain", settle);
      this.channel.on("close", settle);
    });
  }

  async processed(): Promise<void> {
    // The broker answers the requests of a channel in order, and a prefetch has no effect on a channel without
    // consumers.
    await this.channel.prefetch(0);
  }

  /** Resolves when the broker has processed every publish of this channel; rejects if the connection breaks first. */
  override async close(): Promise<void> {
    if (this.isOpen) await super.close();
  }

  /** Undefined if amqplib must encode the message. */
  #plainMessages(routingKey: string, options: PublishOptions): PlainMessages | undefined {
    if (options === this.#options && routingKey === this.#routingKey) return this.#plain;
    this.#options = options;
    this.#routingKey = routingKey;
    this.#mustQueue ||= !isPlain(options);
    const { writer } = this.#line;
    const destination = { exchange: this.#exchange, routingKey };
    this.#plain = this.#mustQueue ? undefined : new PlainMessages(writer, this.#line, destination, options);
    return this.#plain;
  }
}
