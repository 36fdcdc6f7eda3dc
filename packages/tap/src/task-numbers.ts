// Task numbers for messages that do not carry Fairhare's own. The key of a message is its message id or the digest of its
// body; messages with the same key form a multiset. One object is shared by all taps of a run.

/** A message id, or a digest as a number below 2^53. */
export type MessageKey = string | number;

/** The tasks with one key, by what is known of them; each array is in order. */
interface Group {
  /** Published, and not delivered yet. */
  readonly waiting: number[];
  /** Delivered before, and back in the queue. */
  readonly requeued: number[];
}

export class TaskNumbers {
  readonly #groups = new Map<MessageKey, Group>();
  /** The key of each task that has one, until it is settled for good. */
  readonly #keys = new Map<number, MessageKey>();
  #last = 0;

  /** The number of a new message with this key. */
  publish(key: MessageKey): number {
    const task = ++this.#last;
    this.#groupOf(key).waiting.push(task);
    this.#keys.set(task, key);
    return task;
  }

  /** A message came with its own number: new numbers stay above it. */
  reserve(task: number): void {
    if (task > this.#last) this.#last = task;
  }

  /** The number of a delivered message; 0 if no tap has seen it published, or all with this key are delivered. */
  deliver(key: MessageKey, redelivered: boolean): number {
    const group = this.#groups.get(key);
    if (group === undefined) return 0;
    const { waiting, requeued } = group;
    return (redelivered ? (requeued.shift() ?? waiting.shift()) : (waiting.shift() ?? requeued.shift())) ?? 0;
  }

  /** The latest message with this key, without taking it; 0 if there is none. */
  find(key: MessageKey): number {
    const group = this.#groups.get(key);
    return group?.waiting.at(-1) ?? group?.requeued.at(-1) ?? 0;
  }

  /** The message is back in the queue: nacked, or its channel has ended. */
  requeue(task: number): void {
    const key = this.#keys.get(task);
    if (key !== undefined) this.#groupOf(key).requeued.push(task);
  }

  /** The message has left the queue. */
  settle(task: number): void {
    const key = this.#keys.get(task);
    if (key === undefined) return;
    this.#keys.delete(task);
    const group = this.#groups.get(key);
    if (group !== undefined && group.waiting.length === 0 && group.requeued.length === 0 && typeof key === "string")
      this.#groups.delete(key);
  }

  #groupOf(key: MessageKey): Group {
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { waiting: [], requeued: [] };
      this.#groups.set(key, group);
    }
    return group;
  }
}
