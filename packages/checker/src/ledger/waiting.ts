// What waited in the queue together with a task, as far as publishes and deliveries tell: a queue hands out in the
// order in which it took in. Sorted once, and only when a task was lost that this can explain.
import type { AttemptTable } from "../history/attempt-table.ts";
import { Work, type WorkTable } from "../history/work-table.ts";

/** Messages of two connections that are sent within this time may arrive in either order. */
const OVERTAKING_NS = 100e6;

/** All times are nanoseconds. */
export class Waiting {
  readonly #attempts: AttemptTable;
  readonly #work: WorkTable;
  /** Tasks in the order of their attempts, and each one's place in it. */
  #order: Uint32Array | undefined;
  #place = new Uint32Array(0);
  /** By place: first delivery of anything the same producer published later. */
  #behind = new Float64Array(0);
  /** By place: how many of the tasks before it were delivered. */
  #entered = new Uint32Array(0);
  /** Last deliveries of the tasks that were delivered, sorted. */
  #left = new Float64Array(0);

  constructor(attempts: AttemptTable, work: WorkTable) {
    this.#attempts = attempts;
    this.#work = work;
  }

  attemptedAt(task: number): number {
    return this.#attempts.lastAt[task] ?? 0;
  }

  /**
   * When the n-th task after this one was attempted; Infinity when there were not so many. `mayOvertake`: the broker may
   * have got it before those that other producers attempted shortly before it.
   */
  attemptAfter(task: number, n: number, { mayOvertake }: { readonly mayOvertake: boolean }): number {
    const order = this.#sorted();
    const place = mayOvertake ? this.#earliestPlace(task, order) : (this.#place[task] ?? 0);
    const other = order[place + n];
    return other === undefined ? Infinity : Math.max(this.attemptedAt(other), this.attemptedAt(task));
  }

  /** Of the places in the queue that its message can have got, the first one. */
  #earliestPlace(task: number, order: Uint32Array): number {
    const shard = this.#attempts.shard[task];
    const since = this.attemptedAt(task) - OVERTAKING_NS;
    let place = this.#place[task] ?? 0;
    for (let other = order[place - 1]; other !== undefined; other = order[place - 1]) {
      if (this.#attempts.shard[other] === shard || this.attemptedAt(other) < since) break;
      place--;
    }
    return place;
  }

  /** The first delivery of anything that the same producer published after it; Infinity when there was none. */
  firstDeliveryBehind(task: number): number {
    this.#sorted();
    return this.#behind[this.#place[task] ?? 0] ?? Infinity;
  }

  /** Tasks that had been attempted before it and were delivered, or delivered again, after it was: those that can have been ahead of it. */
  depthBefore(task: number): number {
    this.#sorted();
    return (this.#entered[this.#place[task] ?? 0] ?? 0) - countBelow(this.#left, this.attemptedAt(task));
  }

  #sorted(): Uint32Array {
    if (this.#order) return this.#order;
    const { last } = this.#attempts;
    const tasks = Array.from({ length: last }, (_, index) => index + 1).filter((task) => this.#attempts.has(task));
    const order = Uint32Array.from(tasks.toSorted((a, b) => this.attemptedAt(a) - this.attemptedAt(b)));
    const delivered = order.filter((task) => this.#work.is(task, Work.delivered));
    this.#entered = new Uint32Array(order.length);
    for (let place = 1; place < order.length; place++) {
      const isDelivered = this.#work.is(order[place - 1] ?? 0, Work.delivered);
      this.#entered[place] = (this.#entered[place - 1] ?? 0) + Number(isDelivered);
    }
    this.#left = Float64Array.from(delivered, (task) => this.#work.lastDeliveredAt[task] ?? 0).toSorted();
    this.#place = new Uint32Array(last + 1);
    this.#behind = new Float64Array(order.length);
    /** By shard. */
    const earliest = new Map<number, number>();
    for (let place = order.length - 1; place >= 0; place--) {
      const task = order[place] ?? 0;
      const shard = this.#attempts.shard[task] ?? 0;
      const behind = earliest.get(shard) ?? Infinity;
      this.#place[task] = place;
      this.#behind[place] = behind;
      if (this.#work.is(task, Work.delivered))
        earliest.set(shard, Math.min(behind, this.#work.firstDeliveredAt[task] ?? Infinity));
    }
    this.#order = order;
    return order;
  }
}

/** How many of the sorted values are below this one. */
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
