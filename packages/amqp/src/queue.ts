// Declares, inspects, binds and deletes queues. Each operation uses its own channel, because a refusal closes the
// channel.
import { brokerRules } from "@fairhare/core";
import type { Channel, ChannelModel } from "amqplib";
import { closeChannel } from "./channel.ts";
import { BrokerRefusedError, type EndOfConnection, refusalOf } from "./failure/error.ts";
import type { QueueAdmin, QueueDepth, QueueSpec } from "./port.ts";

const PRECONDITION_FAILED = 406;
/** Of a reading of many depths. */
const QUEUES_A_CHANNEL = 16;
const CHANNELS_AT_MOST = 8;

export class AmqplibQueueAdmin implements QueueAdmin {
  readonly #model: ChannelModel;
  readonly #endOfConnection: EndOfConnection;

  constructor(model: ChannelModel, endOfConnection: EndOfConnection) {
    this.#model = model;
    this.#endOfConnection = endOfConnection;
  }

  async declare(spec: QueueSpec): Promise<void> {
    if (spec.passive) return void (await this.depth(spec.name));
    await this.#on(`declare queue "${spec.name}"`, (channel) =>
      channel.assertQueue(spec.name, { durable: spec.durable, arguments: queueArguments(spec, this.#brokerVersion) }),
    );
    if (spec.binding) await this.bind(spec.name, spec.binding.exchange, spec.binding.routingKey);
  }

  async reportedType(spec: QueueSpec): Promise<string | null> {
    const { name, durable, type } = spec;
    const other = type === "classic" ? "quorum" : "classic";
    const otherwise = { ...queueArguments(spec, this.#brokerVersion), "x-queue-type": other };
    try {
      await this.#on(`declare queue "${name}" as ${other}`, (channel) =>
        channel.assertQueue(name, { durable, arguments: otherwise }),
      );
      // The broker ignored the type.
      return null;
    } catch (error) {
      if (!(error instanceof BrokerRefusedError) || error.replyCode !== PRECONDITION_FAILED) throw error;
      return /'x-queue-type'.* current is '(\w+)'/.exec(error.message)?.[1] ?? null;
    }
  }

  async bind(name: string, exchange: string, pattern: string): Promise<void> {
    await this.#on(`bind queue "${name}" to exchange "${exchange}"`, (channel) =>
      channel.bindQueue(name, exchange, pattern),
    );
  }

  async checkExchange(name: string): Promise<void> {
    await this.#on(`check exchange "${name}"`, (channel) => channel.checkExchange(name));
  }

  async depth(name: string): Promise<QueueDepth> {
    const { messageCount, consumerCount } = await this.#on(`read the depth of queue "${name}"`, (channel) =>
      channel.checkQueue(name),
    );
    return { ready: messageCount, consumers: consumerCount };
  }

  async depths(names: readonly string[]): Promise<QueueDepth[]> {
    // A channel answers one question after the other, so several of them ask about many queues.
    const share = Math.max(QUEUES_A_CHANNEL, Math.ceil(names.length / CHANNELS_AT_MOST));
    const shares = Array.from({ length: Math.ceil(names.length / share) }, (_, index) =>
      names.slice(index * share, (index + 1) * share),
    );
    return (await Promise.all(shares.map((part) => this.#depthsOnOneChannel(part)))).flat();
  }

  #depthsOnOneChannel(names: readonly string[]): Promise<QueueDepth[]> {
    return this.#on(`read the depths of ${names.length} queues`, async (channel) => {
      const depths: QueueDepth[] = [];
      for (const name of names) {
        const { messageCount, consumerCount } = await channel.checkQueue(name);
        depths.push({ ready: messageCount, consumers: consumerCount });
      }
      return depths;
    });
  }

  async peek(name: string): Promise<number> {
    return this.#on(`get a message of queue "${name}"`, async (channel) => {
      const message = await channel.get(name, { noAck: false });
      if (message === false) return 0;
      channel.nack(message, false, true);
      return message.fields.messageCount + 1;
    });
  }

  async purge(name: string): Promise<number> {
    const { messageCount } = await this.#on(`purge queue "${name}"`, (channel) => channel.purgeQueue(name));
    return messageCount;
  }

  async delete(name: string): Promise<void> {
    await this.#on(`delete queue "${name}"`, (channel) => channel.deleteQueue(name));
  }

  get #brokerVersion(): string {
    // amqplib's types promise a string, but a broker may send none.
    const properties: Readonly<Record<string, unknown>> = this.#model.connection.serverProperties;
    return String(properties["version"]);
  }

  async #on<T>(what: string, operation: (channel: Channel) => Promise<T>): Promise<T> {
    let closedChannel = false;
    try {
      const channel = await this.#model.createChannel();
      // The operation rejects with the refusal; without a listener the event would be thrown as well.
      channel.on("error", () => (closedChannel = true));
      const result = await operation(channel);
      await closeChannel(channel);
      return result;
    } catch (cause) {
      throw await refusalOf(what, cause, this.#endOfConnection, { closedChannel });
    }
  }
}

/**
 * The arguments for declaring a queue. Arguments without effect are left out, so that other clients can declare the
 * same queue without them. The type is always set: without it, the default queue type of the virtual host or the node
 * applies.
 */
export function queueArguments(spec: QueueSpec, brokerVersion: string): Record<string, unknown> {
  const { type, expiresMs, deadLetterQueue = null, messageTtlMs = 0, maxLength = 0, overflow = "drop-head" } = spec;
  return {
    ...spec.otherArguments,
    "x-queue-type": type,
    ...(expiresMs > 0 ? { "x-expires": expiresMs } : {}),
    ...(deadLetterQueue === null ? {} : { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": deadLetterQueue }),
    ...(messageTtlMs > 0 ? { "x-message-ttl": messageTtlMs } : {}),
    ...(maxLength > 0 ? { "x-max-length": maxLength, "x-overflow": overflow } : {}),
    ...deliveryLimit(spec, brokerVersion),
  };
}

function deliveryLimit({ deliveryLimit: limit = null }: QueueSpec, brokerVersion: string): Record<string, unknown> {
  if (limit === null) return {};
  if (limit !== "unlimited") return { "x-delivery-limit": limit };
  return brokerRules(brokerVersion).takesUnlimitedDeliveryLimit ? { "x-delivery-limit": -1 } : {};
}
