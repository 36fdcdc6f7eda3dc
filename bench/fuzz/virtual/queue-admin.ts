// Queue administration over a virtual connection; every request opens a channel of its own.
import { BrokerRefusedError, type QueueAdmin, type QueueDepth } from "@fairhare/amqp";
import type { MemoryBroker } from "../broker/memory-broker.ts";
import type { ChannelConnection } from "./channels.ts";

type AdminConnection = Pick<ChannelConnection, "ask" | "broker">;

export class VirtualAdmin implements QueueAdmin {
  readonly #connection: AdminConnection;

  constructor(connection: AdminConnection) {
    this.#connection = connection;
  }

  async declare(spec: Parameters<QueueAdmin["declare"]>[0]): Promise<void> {
    await this.#ask(() => this.#broker.declare(spec));
  }

  async bind(): Promise<void> {
    throw new Error("the simulated broker has no bindings");
  }

  async checkExchange(): Promise<void> {
    throw new Error("the simulated broker has no exchanges");
  }

  async depth(name: string): Promise<QueueDepth> {
    const [depth] = await this.depths([name]);
    return depth as QueueDepth;
  }

  async depths(names: readonly string[]): Promise<QueueDepth[]> {
    return this.#ask(() => names.map((name) => this.#depthOf(name)));
  }

  #depthOf(name: string): QueueDepth {
    const queue = this.#broker.queue(name);
    if (queue === undefined) {
      const notFound = Object.assign(new Error("NOT_FOUND"), { code: 404 });
      throw new BrokerRefusedError(`look at queue "${name}"`, notFound);
    }
    return { ready: queue.ready, consumers: queue.consumers };
  }

  async reportedType({ name }: Parameters<QueueAdmin["declare"]>[0]): Promise<string | null> {
    return this.#ask(() => this.#broker.queue(name)?.spec.type ?? null);
  }

  async delete(name: string): Promise<void> {
    await this.#ask(() => this.#broker.delete(name));
  }

  get #broker(): MemoryBroker {
    return this.#connection.broker;
  }

  /** Opens a channel, sends the request, and closes the channel. */
  async #ask<T>(question: () => T): Promise<T> {
    await this.#connection.ask(() => undefined);
    const answer = await this.#connection.ask(question);
    await this.#connection.ask(() => undefined);
    return answer;
  }
}
