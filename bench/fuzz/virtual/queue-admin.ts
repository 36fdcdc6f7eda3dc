// Queue administration over a virtual connection; every request opens a channel of its own.
import { BrokerRefusedError, type QueueAdmin, type QueueDepth } from "@fairhare/amqp";
import type { MemoryBroker } from "../broker/memory-broker.ts";
import type { ChannelConnection } from "./channels.ts";

type AdminConnection = Pick<ChannelConnection, "ask" | "broker" | "session">;

export class VirtualAdmin implements QueueAdmin {
  readonly #connection: AdminConnection;

  constructor(connection: AdminConnection) {
    this.#connection = connection;
  }

  async declare(spec: Parameters<QueueAdmin["declare"]>[0]): Promise<void> {
    await this.#ask(spec.name, () => {
      if (!this.#broker.declare(spec, this.#node)) throw refusal("declare", spec.name);
    });
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
    return this.#ask(names[0] ?? "", () => names.map((name) => this.#depthOf(name)));
  }

  async peek(name: string): Promise<number> {
    const { ready } = await this.depth(name);
    return ready;
  }

  async purge(): Promise<number> {
    throw new Error("the simulated broker has no single active consumers");
  }

  #depthOf(name: string): QueueDepth {
    const queue = this.#broker.queue(name, this.#node);
    const isHere = queue !== undefined && (queue.host.isReplicated || queue.host.reaches(this.#node));
    if (!isHere) throw refusal("look at", name);
    // Without a leader, a quorum queue reports nothing.
    if (queue.host.isReplicated && !queue.host.serves) return { ready: 0, consumers: 0 };
    return { ready: queue.ready, consumers: queue.consumers };
  }

  async reportedType({ name }: Parameters<QueueAdmin["declare"]>[0]): Promise<string | null> {
    return this.#ask(name, () => this.#broker.queue(name, this.#node)?.spec.type ?? null);
  }

  async delete(name: string): Promise<void> {
    await this.#ask(name, () => {
      const queue = this.#broker.queue(name, this.#node);
      if (queue !== undefined && !queue.host.reaches(this.#node)) throw refusal("delete", name);
      this.#broker.delete(name);
    });
  }

  get #node(): number {
    return this.#connection.session.node;
  }

  get #broker(): MemoryBroker {
    return this.#connection.broker;
  }

  /** Opens a channel, sends the request about this queue, and closes the channel. */
  async #ask<T>(name: string, question: () => T): Promise<T> {
    const whenAnswering = (go: () => void): void => {
      const host = this.#broker.queue(name, this.#node)?.host;
      if (host === undefined || host.isReplicated) go();
      else host.whenAnswering(this.#node, go);
    };
    await this.#connection.ask(() => undefined);
    const answer = await this.#connection.ask(question, whenAnswering);
    await this.#connection.ask(() => undefined);
    return answer;
  }
}

/** The queue does not exist, or its node is away. */
function refusal(what: string, name: string): BrokerRefusedError {
  const notFound = Object.assign(new Error("NOT_FOUND"), { code: 404 });
  return new BrokerRefusedError(`${what} queue "${name}"`, notFound);
}
