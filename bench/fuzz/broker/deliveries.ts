// The consuming half of a channel of the simulated broker: its consumers, what they hold, and what happens to it.
import type { Message, RequeueReason } from "./message.ts";
import type { ChannelClient, ChannelSession } from "./channel-ports.ts";
import type { BrokerQueue } from "./queue.ts";
import type { QueueConsumer } from "./queue-ports.ts";

export interface Unacked {
  readonly message: Message;
  readonly queue: BrokerQueue;
  /** Of the delivery; milliseconds. */
  readonly at: number;
  /** Its consumer has room for one more. */
  readonly release: () => void;
}

interface DeliveryPorts {
  readonly session: ChannelSession;
  readonly client: ChannelClient;
  /** Of each consumer; 0 means no limit. */
  readonly prefetch: number;
  readonly isOpen: () => boolean;
  /** Sends `run` to the queue as a command of the broker itself. */
  readonly requeue: (queue: BrokerQueue, run: () => void) => void;
}

/** RabbitMQ's limit for a consumer without prefetch on a quorum queue. */
const QUORUM_CAP = 2_000;

export class Deliveries {
  readonly #ports: DeliveryPorts;
  readonly #unacked = new Map<number, Unacked>();
  readonly #consumers = new Map<QueueConsumer, BrokerQueue>();
  #hasLostConsumer = false;
  #deliveryTag = 0;

  constructor(ports: DeliveryPorts) {
    this.#ports = ports;
  }

  consume(queue: BrokerQueue, isAutoAck: boolean, priority: number): void {
    const { session, client, prefetch, isOpen } = this.#ports;
    const cap = queue.spec.type === "quorum" ? QUORUM_CAP : Infinity;
    const limit = prefetch > 0 ? prefetch : cap;
    let held = 0;
    const consumer: QueueConsumer = {
      node: session.node,
      isAutoAck,
      priority,
      hasRoom: () => isOpen() && (isAutoAck || held < limit),
      deliver: (message) => {
        const tag = ++this.#deliveryTag;
        if (!isAutoAck) {
          held++;
          this.#unacked.set(tag, { message, queue, at: session.broker.time.elapsed, release: () => held-- });
        }
        const { body, headers, isRedelivered } = message;
        session.wire.toClient(
          () => client.onDelivery(body, tag, isRedelivered, headers, queue.spec.name),
          64 + body.length,
        );
      },
    };
    this.#consumers.set(consumer, queue);
    queue.consume(consumer);
  }

  /** Cancels the consumers of these queues. What the client acknowledges later has no effect. */
  giveUp(isLost: (queue: BrokerQueue) => boolean): void {
    const lost = [...this.#consumers].filter(([, queue]) => isLost(queue));
    for (const [consumer, queue] of lost) {
      this.#consumers.delete(consumer);
      queue.cancel(consumer);
    }
    if (lost.length === 0) return;
    this.#hasLostConsumer = true;
    this.#tellCancelled();
  }

  cancel(): void {
    for (const [consumer, queue] of this.#consumers) queue.cancel(consumer);
    this.#consumers.clear();
  }

  /** As with `cancel`, by the broker: requeues what the consumers hold. */
  cancelByBroker(why: RequeueReason): void {
    this.cancel();
    this.#requeueAll(why);
    this.#tellCancelled();
  }

  /** The channel has ended. */
  end(why: RequeueReason): void {
    this.cancel();
    // A client that lost a consumer closes the channel, and opens another one.
    this.#requeueAll(this.#hasLostConsumer ? "connection-lost" : why);
  }

  /** A delivery that is not acknowledged and older than this. */
  overdue(timeoutMs: number): Unacked | undefined {
    const now = this.#ports.session.broker.time.elapsed;
    return [...this.#unacked.values()].find(({ at }) => now - at > timeoutMs);
  }

  /** Settles the delivery, and with `isMultiple` those before it; empty if the tag is unknown. */
  take(tag: number, isMultiple: boolean): Unacked[] {
    const tags = isMultiple ? [...this.#unacked.keys()].filter((other) => other <= tag) : [tag];
    const taken = tags.flatMap((one) => this.#unacked.get(one) ?? []);
    for (const one of tags) this.#unacked.delete(one);
    for (const { release } of taken) release();
    return taken;
  }

  #requeueAll(why: RequeueReason): void {
    const byQueue = new Map<BrokerQueue, Message[]>();
    for (const { message, queue, release } of this.#unacked.values()) {
      byQueue.set(queue, [...(byQueue.get(queue) ?? []), message]);
      release();
    }
    this.#unacked.clear();
    for (const [queue, messages] of byQueue) this.#ports.requeue(queue, () => queue.requeue(messages, true, why));
  }

  #tellCancelled(): void {
    const { session, client } = this.#ports;
    session.wire.toClient(() => client.onCancel());
  }
}
