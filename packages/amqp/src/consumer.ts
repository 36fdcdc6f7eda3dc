// A consuming channel. Deliveries arrive as plain arguments and are acknowledged by tag, so that no object is allocated
// for a message beyond amqplib's own.
import type { Channel, Message } from "amqplib";
import { AmqplibChannel, closeChannel } from "./channel.ts";
import { type EndOfConnection, refusalOf } from "./error.ts";
import type { ConsumerChannel, DeliveryHandler } from "./port.ts";

export class AmqplibConsumer extends AmqplibChannel implements ConsumerChannel {
  /** amqplib reads the tag from a message object; every call reuses this one. */
  readonly #acknowledged = { fields: { deliveryTag: 0 } };
  readonly #endOfConnection: EndOfConnection;
  /** One for each queue. */
  #consumerTags: string[] = [];

  constructor(channel: Channel, endOfConnection: EndOfConnection) {
    super(channel);
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
    this.#acknowledged.fields.deliveryTag = tag;
    this.channel.ack(this.#acknowledged as Message, multiple);
  }

  nack(tag: number, requeue: boolean): void {
    this.#acknowledged.fields.deliveryTag = tag;
    this.channel.nack(this.#acknowledged as Message, false, requeue);
  }

  reject(tag: number, requeue: boolean): void {
    this.#acknowledged.fields.deliveryTag = tag;
    this.channel.reject(this.#acknowledged as Message, requeue);
  }

  async cancel(): Promise<void> {
    const tags = this.#consumerTags;
    this.#consumerTags = [];
    for (const tag of tags) await this.channel.cancel(tag);
  }

  /** The broker requeues unacknowledged messages. */
  async close(): Promise<void> {
    await closeChannel(this.channel);
  }
}
