// A slot's session with the broker: one connection with one channel, and its acknowledgements. After a connection loss
// a new session replaces it; delivery tags of the old session are invalid.
import type { Connect, Connection, ConsumerChannel, DeliveryHandler } from "@fairhare/amqp";
import { connectionName, EventKind, queueSpecOf, type WorkerPlan } from "@fairhare/protocol";
import { consumerArgumentsOf, queueName, queuesOfSlot } from "@fairhare/workload";
import { Acknowledger } from "./acknowledger.ts";

/** `queue`: number of the queue that it came from, 0 in a run with one queue. */
export type QueueDeliveryHandler = (...delivery: [...Parameters<DeliveryHandler>, queue: number]) => void;

/** Why a session ended: the event to record, and the AMQP reply code (0 when there was none). */
export interface SessionEnd {
  readonly event: typeof EventKind.disconnected | typeof EventKind.cancelled;
  readonly replyCode: number;
}

export class BrokerSession {
  readonly acknowledger: Acknowledger;
  /** Resolves when the connection, the channel or the consumer has ended. */
  readonly ended: Promise<SessionEnd>;
  readonly #slot: number;
  readonly #plan: WorkerPlan;
  /** Numbers of the queues that the slot consumes. */
  readonly #queues: readonly number[];
  readonly #connection: Connection;
  readonly #channel: ConsumerChannel;
  #onCancelled: () => void = () => undefined;
  #isCancelling = false;
  #isClosing = false;

  private constructor(slot: number, plan: WorkerPlan, connection: Connection, channel: ConsumerChannel) {
    this.#slot = slot;
    this.#plan = plan;
    this.#queues = queuesOfSlot(slot, plan.settings);
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

  /** `redeclare`: declares the slot's queues again, which a broker restart may have deleted. */
  static async open(
    slot: number,
    plan: WorkerPlan,
    connect: Connect,
    { redeclare }: { readonly redeclare: boolean },
  ): Promise<BrokerSession> {
    const { uri, firstUri, settings } = plan;
    const connection = await connect({
      uri,
      firstUri,
      name: connectionName("worker", slot),
      heartbeatSeconds: settings.heartbeatSeconds,
    });
    try {
      if (redeclare) {
        const admin = connection.openQueueAdmin();
        for (const number of queuesOfSlot(slot, settings))
          await admin.declare(queueSpecOf(settings, { ...plan, queue: queueName(plan.queue, number, settings) }));
      }
      const channel = await connection.openConsumer({ prefetch: settings.ack === "auto" ? 0 : settings.prefetch });
      return new BrokerSession(slot, plan, connection, channel);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Which URI of the list it is connected to, from 0. */
  get uriIndex(): number {
    return this.#connection.uriIndex;
  }

  /** False as soon as it is being closed: no acknowledgement can be sent then. */
  get isOpen(): boolean {
    return this.#channel.isOpen && !this.#isClosing;
  }

  /** Registers one consumer for each of the slot's queues. */
  async consume(onDelivery: QueueDeliveryHandler): Promise<void> {
    const { queue, settings } = this.#plan;
    const options = { autoAck: settings.ack === "auto", arguments: consumerArgumentsOf(settings, this.#slot) };
    for (const number of this.#queues) {
      const from = settings.queues === 1 ? 0 : number;
      await this.#channel.consume(
        queueName(queue, number, settings),
        options,
        (body, tag, redelivered, headers) => onDelivery(body, tag, redelivered, headers, from),
        () => this.#onCancelled(),
      );
      // The worker shuts down while its consumers are being registered.
      if (this.#isCancelling) return this.#channel.cancel();
    }
  }

  /** No delivery arrives after this resolves. */
  cancel(): Promise<void> {
    this.#isCancelling = true;
    return this.#channel.cancel();
  }

  /**
   * RabbitMQ requeues unacknowledged messages. Closes the channel first: closing the connection would overtake its
   * acks.
   */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#channel.isOpen) await this.#channel.close();
    await this.#connection.close();
  }
}
