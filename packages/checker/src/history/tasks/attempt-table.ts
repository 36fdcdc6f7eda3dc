// The columns of the attempts, filled from the producers' shards and indexed by task number from 1; they grow by doubling.

/** Bits of `AttemptTable.flags`. */
export const Attempt = {
  attempted: 1,
  handed: 2,
  confirmed: 4,
  nacked: 8,
  returned: 16,
  heavy: 32,
  republished: 64,
  /** Known from a delivery alone: its own record was not read. */
  inferred: 128,
} as const;
export type Attempt = (typeof Attempt)[keyof typeof Attempt];

const INITIAL_CAPACITY = 1 << 10;
/** A larger number is a damaged record, not a task: its columns would not fit into memory. */
const MAX_TASK = 2 ** 27;
/** In place of the index of a shard. */
const NO_SHARD = 2 ** 16 - 1;

export class AttemptTable {
  /** The largest attempted task number. */
  last = 0;
  /** Number of attempted tasks. */
  count = 0;
  flags = new Uint8Array(INITIAL_CAPACITY);
  /** Time of the first attempt; nanoseconds. */
  at = new Float64Array(INITIAL_CAPACITY);
  /** Time of the latest attempt; nanoseconds. It is the first one unless the task was republished. */
  lastAt = new Float64Array(INITIAL_CAPACITY);
  /** Intended send time; nanoseconds, 0 if the producer recorded none. */
  intendedAt = new Float64Array(INITIAL_CAPACITY);
  /** Planned service time. */
  costMicros = new Uint32Array(INITIAL_CAPACITY);
  /** Index of the shard that has the latest attempt. */
  shard = new Uint16Array(INITIAL_CAPACITY);

  isPossible(task: number): boolean {
    return task > 0 && task <= MAX_TASK;
  }

  has(task: number): boolean {
    return task <= this.last && this.is(task, Attempt.attempted);
  }

  is(task: number, bit: Attempt): boolean {
    return ((this.flags[task] ?? 0) & bit) !== 0;
  }

  mark(task: number, bit: Attempt): void {
    this.flags[task] = (this.flags[task] ?? 0) | bit;
  }

  attemptedAt(task: number): number {
    return this.at[task] ?? 0;
  }

  attempt(task: number, at: number, intendedAt: number, costMicros: number, heavy: boolean, shard: number): void {
    if (task >= this.flags.length) this.#grow(task + 1);
    if (task > this.last) this.last = task;
    this.count++;
    this.flags[task] = Attempt.attempted | (heavy ? Attempt.heavy : 0);
    this.at[task] = at;
    this.lastAt[task] = at;
    this.intendedAt[task] = intendedAt;
    this.costMicros[task] = costMicros;
    this.shard[task] = shard;
  }

  /** A task whose attempt was not read, but whose message arrived at a worker. */
  infer(task: number, at: number, intendedAt: number, costMicros: number, heavy: boolean): void {
    this.attempt(task, at, intendedAt, costMicros, heavy, NO_SHARD);
    this.mark(task, Attempt.inferred);
  }

  /** A second attempt of the same task; latencies still count from the first one. */
  republish(task: number, at: number, shard: number): void {
    this.mark(task, Attempt.republished);
    this.lastAt[task] = at;
    this.shard[task] = shard;
  }

  #grow(needed: number): void {
    const capacity = 2 ** Math.ceil(Math.log2(needed + 1));
    this.flags = copyInto(this.flags, new Uint8Array(capacity));
    this.at = copyInto(this.at, new Float64Array(capacity));
    this.lastAt = copyInto(this.lastAt, new Float64Array(capacity));
    this.intendedAt = copyInto(this.intendedAt, new Float64Array(capacity));
    this.costMicros = copyInto(this.costMicros, new Uint32Array(capacity));
    this.shard = copyInto(this.shard, new Uint16Array(capacity));
  }
}

function copyInto<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
