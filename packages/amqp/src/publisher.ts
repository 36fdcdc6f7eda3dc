// A publishing channel. Publisher confirms arrive as delivery tags, counted from 1 in the order of the publishes, so
// that an unconfirmed message needs no allocation.
import type { Channel } from "amqplib";
import { AmqplibChannel, closeChannel } from "./channel.ts";
import type { AnswerHandler, Publisher, PublishOptions, ReturnHandler } from "./port.ts";

export class AmqplibPublisher extends AmqplibChannel implements Publisher {
  readonly #exchange: string;

  /** An empty name is the default exchange. */
  constructor(channel: Channel, exchange: string) {
    super(channel);
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
    return this.channel.publish(this.#exchange, routingKey, body, options);
  }

  drained(): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        this.channel.off("drain", settle);
        this.channel.off("close", settle);
        resolve();
      };
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
  async close(): Promise<void> {
    if (this.isOpen) await closeChannel(this.channel);
  }
}
