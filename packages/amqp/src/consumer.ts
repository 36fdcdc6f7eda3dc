// A consuming channel. Deliveries arrive as plain arguments and are acknowledged by tag, so that no object is allocated
// for a message beyond amqplib's own.
import type { Channel } from "amqplib";
import type { Answers } from "./frames/answers.ts";
import { AmqplibChannel } from "./channel.ts";
import { type EndOfConnection, refusalOf } from "./failure/error.ts";
import type { ConsumerChannel, DeliveryHandler } from "./port.ts";

export class AmqplibConsumer extends AmqplibChannel implements ConsumerChannel {
  readonly #answers: Answers;
  readonly #endOfConnection: EndOfConnection;
  /** One for each queue. */
  #consumerTags: string[] = [];

  constructor(channel: Channel, answers: Answers, endOfConnection: EndOfConnection) {
    super(channel);
    this.#answers = answers;
    this.#endOfConnection = endOfConnection;
  }

  async consume(
    queue: string,
    options: { readonly autoAck: boolean; readonly arguments?: Readonly<Record<string, unknown>> },
    onDelivery: DeliveryHandler,
    onCancelled: () => void,
  ): Promise<void> {
    try {
      const { consumerTag } = await this.channel.consume(
        queue,
        (message) => {
          if (message === null) return onCancelled();
          const { deliveryTag, redelivered } = message.fields;
          onDelivery(message.content, deliveryTag, redelivered, message.properties.headers);
        },
        { noAck: options.autoAck, arguments: options.arguments ?? {} },
      );
      this.#consumerTags.push(consumerTag);
    } catch (cause) {
      throw await refusalOf(`register a consumer on queue "${queue}"`, cause, this.#endOfConnection);
    }
  }

  ack(tag: number, multiple: boolean): void {
    this.assertOpen();
    this.#answers.ack(tag, multiple);
  }

  nack(tag: number, requeue: boolean): void {
    this.assertOpen();
    this.#answers.nack(tag, requeue);
  }

  reject(tag: number, requeue: boolean): void {
    this.assertOpen();
    this.#answers.reject(tag, requeue);
  }

  async cancel(): Promise<void> {
    const tags = this.#consumerTags;
    this.#consumerTags = [];
    for (const tag of tags) await this.channel.cancel(tag);
  }
}
