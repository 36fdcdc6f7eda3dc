// What the broker last told about the depth of each queue of a run. A reading of hundreds of queues costs the broker and us
// so much that, while tasks arrive, only some of them are read at a time, in rotation.
import type { QueueAdmin, QueueDepth } from "@fairhare/amqp";
import type { Clock, Nanoseconds } from "@fairhare/core";

/** Queues of one reading in rotation: a reading takes some tens of milliseconds on a busy broker. */
const QUEUES_A_READING = 64;

/** Sums over all queues. */
export interface DepthSum extends QueueDepth {
  /** Tasks in the retry queues. */
  readonly waiting: number;
  /** When the oldest of the readings was made. */
  readonly at: Nanoseconds;
  /** All queues were read now. */
  readonly isWhole: boolean;
}

/** The sum over all queues; `ready` includes the tasks in the retry queues. */
export interface QueueView extends QueueDepth {
  /** Null when unknown: only a broker that Fairhare started reports it. */
  readonly unacknowledged: number | null;
  /** All queues were read at this time. */
  readonly isWhole: boolean;
}

interface Reading extends QueueDepth {
  readonly waiting: number;
  readonly at: Nanoseconds;
}

export class QueueDepths {
  readonly #names: readonly string[];
  /** One for each queue, or none. */
  readonly #retryNames: readonly string[];
  readonly #clock: Clock;
  /** By the number of the queue − 1; empty before the first whole reading, and after one that failed. */
  #readings: Reading[] = [];
  /** Of the readings that succeeded last, for `left`. */
  #last: readonly Reading[] = [];
  #next = 0;

  constructor(names: readonly string[], retryNames: readonly string[], clock: Clock) {
    this.#names = names;
    this.#retryNames = retryNames;
    this.#clock = clock;
  }

  /** There are so many queues that a reading may be one of some of them. */
  get rotates(): boolean {
    return this.#names.length > QUEUES_A_READING;
  }

  /** Reads all queues, or else the next ones of the rotation. Rejects as `QueueAdmin.depths`. */
  async read(admin: QueueAdmin, isWhole: boolean): Promise<DepthSum> {
    const isAll = isWhole || this.#readings.length === 0 || !this.rotates;
    const from = isAll ? 0 : this.#next;
    const to = isAll ? this.#names.length : Math.min(this.#names.length, from + QUEUES_A_READING);
    const readings = this.#readings;
    // If this reading fails, the broker may have restarted, and an old depth of a queue means nothing.
    this.#readings = [];
    // Reads the retry queues first: a task that returns in between is counted twice, not missed.
    const retries = this.#retryNames.slice(from, to);
    const waiting = retries.length === 0 ? [] : await admin.depths(retries);
    const depths = await admin.depths(this.#names.slice(from, to));
    const at = this.#clock.now();
    for (const [index, depth] of depths.entries())
      readings[from + index] = { ...depth, waiting: waiting[index]?.ready ?? 0, at };
    this.#readings = readings;
    this.#last = readings;
    this.#next = to === this.#names.length ? 0 : to;
    return { ...sumOf(readings), isWhole: isAll };
  }

  /** The messages ready in each queue and each retry queue at the last reading. */
  get each(): readonly { readonly name: string; readonly ready: number }[] {
    return [
      ...this.#last.map(({ ready }, index) => ({ name: this.#names[index] ?? "", ready })),
      ...this.#retryNames.map((name, index) => ({ name, ready: this.#last[index]?.waiting ?? 0 })),
    ];
  }

  /** By the number of the queue − 1: the messages ready in it and its retry queue at the last reading. */
  get left(): { readonly at: Nanoseconds; readonly ready: readonly number[] } | undefined {
    if (this.#last.length === 0) return undefined;
    return { at: sumOf(this.#last).at, ready: this.#last.map(({ ready, waiting }) => ready + waiting) };
  }
}

function sumOf(readings: readonly Reading[]): Reading {
  let [ready, consumers, waiting] = [0, 0, 0];
  let oldest: Nanoseconds | undefined;
  for (const reading of readings) {
    ready += reading.ready;
    consumers += reading.consumers;
    waiting += reading.waiting;
    if (oldest === undefined || reading.at < oldest) oldest = reading.at;
  }
  return { ready, consumers, waiting, at: oldest as Nanoseconds };
}
