// Counts the messages of queues that may have no leader. Without one, RabbitMQ answers that a quorum queue has no messages,
// and its answer to a reading looks like that of an empty queue. To get a message, or to purge, is a command that the leader
// performs only after a majority has it (rabbit_fifo_client:dequeue, purge); without a leader the command fails.
import { BrokerRefusedError, type QueueAdmin } from "@fairhare/amqp";
import { askInBatches } from "./queue-batches.ts";

export interface ReadQueue {
  readonly name: string;
  /** At the last reading. More than 0 comes from a leader. */
  readonly ready: number;
  /** The run has created the queue, and deletes it afterwards. */
  readonly isOurs: boolean;
}

/** No later attempt can count the messages. */
export class NotCountableError extends Error {}

/** The reply code for a get on a quorum queue with a single active consumer. */
const RESOURCE_LOCKED = 405;

type Asked = Pick<QueueAdmin, "peek" | "purge">;

export class LeaderCount {
  /** Messages that were purged, by queue; null until the answer arrives. */
  readonly #removed = new Map<string, number | null>();

  /**
   * The messages that are ready in all of the queues, or that an earlier call has removed. Rejects when a queue has no leader
   * now; a message that the failed attempt has taken returns with the end of its channel. Rejects with NotCountableError when
   * a later attempt would prove nothing.
   */
  async count(admin: Asked, queues: readonly ReadQueue[]): Promise<number> {
    const counts = await askInBatches(queues, (queue) => this.#countOne(admin, queue));
    let sum = counts.reduce((total, count) => total + count, 0);
    for (const removed of this.#removed.values()) sum += removed ?? 0;
    return sum;
  }

  /** Without those that are removed. */
  async #countOne(admin: Asked, { name, ready, isOurs }: ReadQueue): Promise<number> {
    if (ready > 0) return ready;
    if (this.#removed.get(name) === null)
      throw new NotCountableError(`The purge of the queue ${name} was not answered.`);
    try {
      return await admin.peek(name);
    } catch (error) {
      if (!(error instanceof BrokerRefusedError) || error.replyCode !== RESOURCE_LOCKED) throw error;
      if (!isOurs) throw new NotCountableError(error.message, { cause: error });
    }
    const before = this.#removed.get(name) ?? 0;
    // It may remove messages although its answer does not arrive.
    this.#removed.set(name, null);
    this.#removed.set(name, before + (await admin.purge(name)));
    return 0;
  }
}
