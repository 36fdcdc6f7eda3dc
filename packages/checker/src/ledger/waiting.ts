// The tasks that waited in one queue together with a given task, as far as publishes and deliveries show: a queue delivers
// messages of one priority in the order in which it received them. Sorts the tasks of the queue once, at the first question.
import { queueOfTask } from "@fairhare/workload";
import type { AttemptTable } from "../history/tasks/attempt-table.ts";
import { Work, type WorkTable } from "../history/tasks/work-table.ts";

/** Messages that two connections send within this time may arrive in either order. */
const OVERTAKING_NS = 100e6;

/** Of AMQP: an octet. */
const PRIORITIES = 256;

interface WaitingOptions {
  readonly queue?: number;
  readonly queues?: number;
  readonly priorityOf?: ((task: number) => number) | null;
}

/** All times are nanoseconds. */
export class Waiting {
  readonly #attempts: AttemptTable;
  readonly #work: WorkTable;
  readonly #queue: number;
  readonly #queues: number;
  readonly #priorityOf: ((task: number) => number) | null;
  /** Tasks in the order of their attempts, and the place of each task in that order by its round. */
  #order: Uint32Array | undefined;
  #place = new Uint32Array(0);
  /** By place: first delivery of a later task of the same producer and priority. */
  #behind = new Float64Array(0);
  /** By place: number of delivered tasks before it. */
  #entered = new Uint32Array(0);
  /** Last deliveries of the delivered tasks, sorted. */
  #left = new Float64Array(0);

  /**
   * All questions must be about tasks of this queue. `priorityOf`: the queue keeps the order of messages of the same priority;
   * null without priorities.
   */
  constructor(
    attempts: AttemptTable,
    work: WorkTable,
    { queue = 1, queues = 1, priorityOf = null }: WaitingOptions = {},
  ) {
    this.#attempts = attempts;
    this.#work = work;
    this.#queue = queue;
    this.#queues = queues;
    this.#priorityOf = priorityOf;
  }

  attemptedAt(task: number): number {
    return this.#attempts.lastAt[task] ?? 0;
  }

  /**
   * When the n-th task after this one was attempted; Infinity if there are fewer. `mayOvertake`: the broker may have
   * received this task before tasks that other producers attempted shortly before it.
   */
  attemptAfter(task: number, n: number, { mayOvertake }: { readonly mayOvertake: boolean }): number {
    const order = this.#sorted();
    const place = mayOvertake ? this.#earliestPlace(task, order) : (this.#place[this.#roundOf(task)] ?? 0);
    const other = order[place + n];
    return other === undefined ? Infinity : Math.max(this.attemptedAt(other), this.attemptedAt(task));
  }

  /** The first of the places that its message can have had in the queue. */
  #earliestPlace(task: number, order: Uint32Array): number {
    const shard = this.#attempts.shard[task];
    const since = this.attemptedAt(task) - OVERTAKING_NS;
    let place = this.#place[this.#roundOf(task)] ?? 0;
    for (let other = order[place - 1]; other !== undefined; other = order[place - 1]) {
      if (this.#attempts.shard[other] === shard || this.attemptedAt(other) < since) break;
      place--;
    }
    return place;
  }

  /** The first delivery of a later task of the same producer and priority; Infinity without one. */
  firstDeliveryBehind(task: number): number {
    this.#sorted();
    return this.#behind[this.#place[this.#roundOf(task)] ?? 0] ?? Infinity;
  }

  /** Number of tasks that can have been ahead of it: attempted before this task, and delivered for the last time after its attempt. */
  depthBefore(task: number): number {
    this.#sorted();
    return (this.#entered[this.#place[this.#roundOf(task)] ?? 0] ?? 0) - countBelow(this.#left, this.attemptedAt(task));
  }

  #isHere(task: number): boolean {
    return this.#attempts.has(task) && queueOfTask(task, { queues: this.#queues }) === this.#queue;
  }

  /** Each round of tasks has one of this queue. */
  #roundOf(task: number): number {
    return Math.floor((task - 1) / this.#queues);
  }

  /** Number of other tasks that were attempted by the end and not delivered for the last time before this task's attempt. */
  companions(task: number): number {
    const order = this.#sorted();
    return order.length - 1 - countBelow(this.#left, this.attemptedAt(task));
  }

  #sorted(): Uint32Array {
    if (this.#order) return this.#order;
    const { last } = this.#attempts;
    const tasks = Array.from({ length: last }, (_, index) => index + 1).filter((task) => this.#isHere(task));
    const order = Uint32Array.from(tasks.toSorted((a, b) => this.attemptedAt(a) - this.attemptedAt(b)));
    const delivered = order.filter((task) => this.#work.is(task, Work.delivered));
    this.#entered = new Uint32Array(order.length);
    for (let place = 1; place < order.length; place++) {
      const isDelivered = this.#work.is(order[place - 1] ?? 0, Work.delivered);
      this.#entered[place] = (this.#entered[place - 1] ?? 0) + Number(isDelivered);
    }
    this.#left = Float64Array.from(delivered, (task) => this.#work.lastDeliveredAt[task] ?? 0).toSorted();
    this.#place = new Uint32Array(this.#roundOf(last) + 1);
    this.#behind = new Float64Array(order.length);
    /** By shard and priority: the earliest first delivery so far. */
    const earliest = new Map<number, number>();
    for (let place = order.length - 1; place >= 0; place--) {
      const task = order[place] ?? 0;
      const shard = this.#attempts.shard[task] ?? 0;
      const line = shard * PRIORITIES + (this.#priorityOf?.(task) ?? 0);
      const behind = earliest.get(line) ?? Infinity;
      this.#place[this.#roundOf(task)] = place;
      this.#behind[place] = behind;
      if (this.#work.is(task, Work.delivered))
        earliest.set(line, Math.min(behind, this.#work.firstDeliveredAt[task] ?? Infinity));
    }
    this.#order = order;
    return order;
  }
}

/** Number of sorted values below this one. */
function countBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
