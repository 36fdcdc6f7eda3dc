// A slot's way to the broker: one connection with one channel, and the acks that belong to it. When it
// breaks, a new link takes its place; tags and acks of the old one die with it.
import type { Connect, Connection, ConsumerChannel, DeliveryHandler } from "@fairhare/amqp";
import { connectionName, EventKind, queueSpecOf, type WorkerPlan } from "@fairhare/protocol";
import { Acknowledger } from "./acknowledger.ts";

/** Why a link ended: the event to record, and the AMQP reply code (0 when there was none). */
export interface SessionEnd {
  readonly event: typeof EventKind.disconnected | typeof EventKind.cancelled;
  readonly replyCode: number;
}

export class BrokerSession {
  readonly acknowledger: Acknowledger;
  /** Resolves once, for whatever reason. */
  readonly ended: Promise<SessionEnd>;
  readonly #plan: WorkerPlan;
  readonly #connection: Connection;
  readonly #channel: ConsumerChannel;
  #onCancelled: () => void = () => undefined;

  private constructor(plan: WorkerPlan, connection: Connection, channel: ConsumerChannel) {
    this.#plan = plan;
    this.#connection = connection;
    this.#channel = channel;
    this.acknowledger = new Acknowledger(channel, plan.settings);
    const cancelled = new Promise<SessionEnd>((resolve) => {
      this.#onCancelled = () => resolve({ event: EventKind.cancelled, replyCode: 0 });
    });
    const broken = connection.endOf(channel).then(({ replyCode }): SessionEnd => {
      return { event: EventKind.disconnected, replyCode };
    });
    this.ended = Promise.race([cancelled, broken]);
  }

  /** `redeclare`: the queue may have gone with the broker that held it. */
  static async open(
    slot: number,
    plan: WorkerPlan,
    connect: Connect,
    { redeclare }: { readonly redeclare: boolean },
  ): Promise<BrokerSession> {
    const { uri, settings } = plan;
    const connection = await connect({
      uri,
      name: connectionName("worker", slot),
      heartbeatSeconds: settings.heartbeatSeconds,
    });
    try {
      if (redeclare) await connection.openQueueAdmin().declare(queueSpecOf(settings, plan));
      const channel = await connection.openConsumer({ prefetch: settings.ack === "auto" ? 0 : settings.prefetch });
      return new BrokerSession(plan, connection, channel);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#channel.isOpen;
  }

  async consume(onDelivery: DeliveryHandler): Promise<void> {
    const autoAck = this.#plan.settings.ack === "auto";
    await this.#channel.consume(this.#plan.queue, { autoAck }, onDelivery, () => this.#onCancelled());
  }

  /** No delivery comes after it resolves. */
  cancel(): Promise<void> {
    return this.#channel.cancel();
  }

  /** Gives back what is unacknowledged. The channel goes first: closing the connection would overtake its acks. */
  async close(): Promise<void> {
    if (this.#channel.isOpen) await this.#channel.close();
    await this.#connection.close();
  }
}
