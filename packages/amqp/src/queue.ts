// Declaring, watching and deleting queues. Each operation has a channel of its own, because a refusal
// closes the channel it happened on.
import type { Channel, ChannelModel } from "amqplib";
import { closeChannel } from "./close-channel.ts";
import { BrokerRefusedError } from "./error.ts";
import type { QueueAdmin, QueueDepth, QueueSpec } from "./port.ts";
import { queueArguments } from "./queue-arguments.ts";

export class AmqplibQueueAdmin implements QueueAdmin {
  readonly #model: ChannelModel;

  constructor(model: ChannelModel) {
    this.#model = model;
  }

  /** Throws BrokerRefusedError, for instance when the queue exists with other parameters (406). */
  async declare(spec: QueueSpec): Promise<void> {
    await this.#on(`declare queue "${spec.name}"`, (channel) =>
      channel.assertQueue(spec.name, { durable: spec.durable, arguments: queueArguments(spec, this.#brokerVersion) }),
    );
  }

  /** What the exchange is given under keys of this pattern comes into the queue, too. */
  async bind(name: string, exchange: string, pattern: string): Promise<void> {
    await this.#on(`bind queue "${name}" to exchange "${exchange}"`, (channel) =>
      channel.bindQueue(name, exchange, pattern),
    );
  }

  /** Throws BrokerRefusedError when there is no such queue. */
  async depth(name: string): Promise<QueueDepth> {
    const { messageCount, consumerCount } = await this.#on(`look at queue "${name}"`, (channel) =>
      channel.checkQueue(name),
    );
    return { ready: messageCount, consumers: consumerCount };
  }

  /** Deleting a queue that does not exist is fine. */
  async delete(name: string): Promise<void> {
    await this.#on(`delete queue "${name}"`, (channel) => channel.deleteQueue(name));
  }

  get #brokerVersion(): string {
    return String(this.#model.connection.serverProperties.version);
  }

  async #on<T>(what: string, operation: (channel: Channel) => Promise<T>): Promise<T> {
    const channel = await this.#model.createChannel();
    let closedChannel = false;
    // The refusal reaches the caller through the operation; without a listener the event would throw.
    channel.on("error", () => (closedChannel = true));
    try {
      const result = await operation(channel);
      await closeChannel(channel);
      return result;
    } catch (cause) {
      throw new BrokerRefusedError(what, cause, { closedChannel });
    }
  }
}
