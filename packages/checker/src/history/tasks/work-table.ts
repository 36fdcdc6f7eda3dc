// The columns of the work, filled from the workers' shards and indexed by task number up to the last attempted task.

/** Bits of `WorkTable.flags`. `…Last` is about the latest delivery of the task; `repeated`: completed more than once. */
export const Work = {
  delivered: 1,
  completed: 2,
  dropped: 4,
  /** Its handler dead-lettered it; the worker does not know whether it arrived in the dead-letter queue. */
  deadLettered: 8,
  begunLast: 16,
  abandonedLast: 32,
  repeated: 64,
  /** Its handler failed and requeued it, at least once. */
  requeued: 128,
  /** Its handler failed and rejected its latest delivery into the retry queue. */
  delayedLast: 256,
  /** Its handler failed and requeued its latest delivery, on the connection that had delivered it. */
  requeuedLast: 1_024,
  /** Two hosts delivered or completed it within the error of their clocks, so that nothing shows which was first. */
  unordered: 2_048,
} as const;
export type Work = (typeof Work)[keyof typeof Work];

const OF_LATEST_DELIVERY = Work.begunLast | Work.abandonedLast | Work.delayedLast | Work.requeuedLast;

/** Nanoseconds within which the times of a shard and of any shard of another host have no known order; 0 on one host. */
type Margin = (shard: number) => number;

/** Times are nanoseconds. A column has a meaning only for tasks with the matching flag. */
export class WorkTable {
  readonly last: number;
  readonly flags: Uint16Array;
  readonly firstDeliveredAt: Float64Array;
  readonly firstDeliveredSlot: Uint16Array;
  /** Time of the latest delivery in the shard that is being read. */
  readonly deliveredAt: Float64Array;
  /** Time of the latest delivery in all shards, and the index of its shard. */
  readonly lastDeliveredAt: Float64Array;
  readonly lastShard: Uint16Array;
  readonly lastSlot: Uint16Array;
  /** Number of deliveries that the broker flagged as redelivered; at most 255. */
  readonly redeliveries: Uint8Array;
  /** Number of failed executions; at most 65,535. */
  readonly failures: Uint16Array;
  readonly firstCompletedAt: Float64Array;
  readonly firstCompletedSlot: Uint16Array;
  readonly #marginOf: Margin;

  constructor(last: number, marginOf: Margin = () => 0) {
    this.last = last;
    this.#marginOf = marginOf;
    this.flags = new Uint16Array(last + 1);
    this.firstDeliveredAt = new Float64Array(last + 1);
    this.firstDeliveredSlot = new Uint16Array(last + 1);
    this.deliveredAt = new Float64Array(last + 1);
    this.lastDeliveredAt = new Float64Array(last + 1);
    this.lastShard = new Uint16Array(last + 1);
    this.lastSlot = new Uint16Array(last + 1);
    this.redeliveries = new Uint8Array(last + 1);
    this.failures = new Uint16Array(last + 1);
    this.firstCompletedAt = new Float64Array(last + 1);
    this.firstCompletedSlot = new Uint16Array(last + 1);
  }

  is(task: number, bit: Work): boolean {
    return ((this.flags[task] ?? 0) & bit) !== 0;
  }

  mark(task: number, bit: Work): void {
    this.flags[task] = (this.flags[task] ?? 0) | bit;
  }

  deliver(task: number, at: number, shard: number, slot: number): void {
    let flags = this.flags[task] ?? 0;
    this.deliveredAt[task] = at;
    if ((flags & Work.delivered) !== 0 && shard !== this.lastShard[task]) {
      const margin = this.#marginOf(shard);
      if (margin > 0 && this.#isWithin(margin, task, at)) flags |= Work.unordered;
      this.flags[task] = flags;
    }
    if ((flags & Work.delivered) === 0 || at < (this.firstDeliveredAt[task] ?? 0)) {
      this.firstDeliveredAt[task] = at;
      this.firstDeliveredSlot[task] = slot;
    }
    if ((flags & Work.delivered) === 0 || at >= (this.lastDeliveredAt[task] ?? 0)) {
      this.lastDeliveredAt[task] = at;
      this.lastShard[task] = shard;
      this.lastSlot[task] = slot;
      this.flags[task] = (flags | Work.delivered) & ~OF_LATEST_DELIVERY;
    }
  }

  /** Marks the task as begun if `shard` has its latest delivery. */
  begin(task: number, shard: number): void {
    if (this.lastShard[task] === shard) this.mark(task, Work.begunLast);
  }

  /** Marks the task as requeued if `shard` has its latest delivery. */
  requeue(task: number, shard: number): void {
    if (this.lastShard[task] === shard) this.mark(task, Work.requeuedLast);
  }

  /** Marks the task as rejected into the retry queue if `shard` has its latest delivery. */
  delay(task: number, shard: number): void {
    if (this.lastShard[task] === shard) this.mark(task, Work.delayedLast);
  }

  redeliver(task: number): void {
    const count = this.redeliveries[task] ?? 0;
    if (count < 255) this.redeliveries[task] = count + 1;
  }

  fail(task: number): void {
    const count = this.failures[task] ?? 0;
    if (count < 65_535) this.failures[task] = count + 1;
  }

  /** Marks the task as abandoned before its work began, if `shard` has its latest delivery. */
  abandon(task: number, shard: number): void {
    if (task <= this.last && this.lastShard[task] === shard) this.mark(task, Work.abandonedLast);
  }

  #isWithin(margin: number, task: number, at: number): boolean {
    const [first = 0, last = 0] = [this.firstDeliveredAt[task], this.lastDeliveredAt[task]];
    return Math.abs(at - first) <= margin || Math.abs(at - last) <= margin;
  }

  /** Returns the slot with the later completion if the task is now completed twice, or else 0. */
  complete(task: number, at: number, slot: number, shard: number): number {
    const isFirst = !this.is(task, Work.completed);
    if (!isFirst && slot !== this.firstCompletedSlot[task]) {
      const margin = this.#marginOf(shard);
      if (margin > 0 && Math.abs(at - (this.firstCompletedAt[task] ?? 0)) <= margin) this.mark(task, Work.unordered);
    }
    const earlier = isFirst || at < (this.firstCompletedAt[task] ?? 0);
    const duplicateSlot = earlier ? (this.firstCompletedSlot[task] ?? 0) : slot;
    if (earlier) {
      this.firstCompletedAt[task] = at;
      this.firstCompletedSlot[task] = slot;
      this.mark(task, Work.completed);
    }
    if (!isFirst) this.mark(task, Work.repeated);
    return isFirst ? 0 : duplicateSlot;
  }
}

/** Whether the latest failure of the task put it back into a queue, as far as its worker knows. */
export const isReturned = (table: WorkTable, task: number): boolean =>
  table.is(task, Work.requeued) || table.is(task, Work.delayedLast);
