// A publishing channel. The answers of publisher confirms arrive as delivery tags, counted from 1 in the
// order of the publishes, so that nothing has to be allocated for a message that waits for its answer.
import { AmqplibChannel, closeChannel } from "./channel.ts";
import type { AnswerHandler, Publisher, PublishOptions, ReturnHandler } from "./port.ts";

export class AmqplibPublisher extends AmqplibChannel implements Publisher {
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

  /**
   * To the default exchange. False: the message is taken, but wait for `drained` before the next one.
   * A body of 2 KiB or more is kept by reference until it is sent; a shorter one is copied.
   */
  publish(queue: string, body: Buffer, options: PublishOptions): boolean {
    return this.channel.publish("", queue, body, options);
  }

  /** Resolves when the socket has taken what was buffered, or the channel has closed. */
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

  /** Resolves when the broker has processed every publish so far; rejects when the channel closes before. */
  async processed(): Promise<void> {
    // A channel is answered in the order in which it asked; the prefetch of a channel without consumers is nobody's.
    await this.channel.prefetch(0);
  }

  /** Resolves when the broker has processed every publish of this channel; rejects when the connection breaks before. */
  async close(): Promise<void> {
    if (this.isOpen) await closeChannel(this.channel);
  }
}
