// Task numbers for messages that do not carry Fairhare's own. The key of a message is its message id or the digest of its
// body; messages with the same key form a multiset. One object is shared by all taps of a run.
import type { MessageKey } from "@fairhare/wire";

export class TaskNumbers {
  /** The tasks with each key that are in the queue: published and not delivered, or delivered and requeued. */
  readonly #queued = new Map<MessageKey, QueuedTasks>();
  /** The key of each task that has one, until it has left the queue. */
  readonly #keys = new Map<number, MessageKey>();
  #last = 0;

  /** The number of a new message with this key. */
  publish(key: MessageKey): number {
    const task = ++this.#last;
    this.#queuedWith(key).waiting.push(task);
    this.#keys.set(task, key);
    return task;
  }

  /** A message came with a number of its own: new numbers stay above it. */
  reserve(task: number): void {
    if (task > this.#last) this.#last = task;
  }

  /** The number of a delivered message; 0 if no tap saw it published, or all with this key are delivered. */
  deliver(key: MessageKey, isRedelivered: boolean): number {
    const queued = this.#queued.get(key);
    if (queued === undefined) return 0;
    const { waiting, requeued } = queued;
    const [first, second] = isRedelivered ? [requeued, waiting] : [waiting, requeued];
    const task = first.shift() ?? second.shift() ?? 0;
    if (waiting.isEmpty && requeued.isEmpty) this.#queued.delete(key);
    return task;
  }

  /** The latest message with this key, without taking it: a broker returns a message soon after its publish. */
  find(key: MessageKey): number {
    return this.#queued.get(key)?.waiting.latest ?? 0;
  }

  /** The message is back in the queue: nacked, or its channel has ended. */
  requeue(task: number): void {
    const key = this.#keys.get(task);
    if (key !== undefined) this.#queuedWith(key).requeued.push(task);
  }

  /** The message has left the queue. */
  settle(task: number): void {
    this.#keys.delete(task);
  }

  #queuedWith(key: MessageKey): QueuedTasks {
    let queued = this.#queued.get(key);
    if (queued === undefined) {
      queued = { waiting: new Fifo(), requeued: new Fifo() };
      this.#queued.set(key, queued);
    }
    return queued;
  }
}

interface QueuedTasks {
  readonly waiting: Fifo;
  readonly requeued: Fifo;
}

/** `Array.shift` would move all the others each time: a million messages may have the same body. */
class Fifo {
  #tasks: number[] = [];
  #first = 0;

  get isEmpty(): boolean {
    return this.#first === this.#tasks.length;
  }

  get latest(): number | undefined {
    return this.isEmpty ? undefined : this.#tasks.at(-1);
  }

  push(task: number): void {
    this.#tasks.push(task);
  }

  shift(): number | undefined {
    if (this.isEmpty) return undefined;
    const task = this.#tasks[this.#first++];
    if (this.#first * 2 > this.#tasks.length && this.#first > 32) {
      this.#tasks = this.#tasks.slice(this.#first);
      this.#first = 0;
    }
    return task;
  }
}
