// The eyes of a run: follows history and queue at a steady pace, reports progress, and knows when there is nothing
// more to wait for. Every wait here has an end: what does not get on for the patience of the plan is given up.
import { type Nanoseconds, sleep, type Timers } from "@fairhare/core";
import type { DrainTracker } from "./drain-tracker.ts";
import type { HistoryTail, RecordSink } from "./history-tail.ts";
import type { ProducerSeats } from "../fleet/producer-seats.ts";
import type { Counts } from "../run/progress.ts";
import type { QueueWatch } from "./queue-watch.ts";

const POLL_INTERVAL_MS = 50;
/** Asking for the depth costs a channel; the picture of the queue needs no more. */
const DEPTH_INTERVAL_MS = 250;
/** Depth readings in a row that must find the queue empty, with nothing in hand and no task's event between. */
const QUIET_READINGS = 4;
/** The same while dead letters are on their way: the broker publishes them by itself, and no depth tells of them. */
const QUIET_READINGS_FOR_DEAD_LETTERS = 24;

/**
 * `accounted`: every attempted task has come to an end. `poisoned`: all but those that never will. `quiet`: not so, but
 * the queue is empty, nobody has anything in hand, and nothing happens any more. `deserted`: there are messages, and no
 * worker is left to take them. `stuck`: no task was attempted, confirmed or settled for the patience of the plan.
 */
export type DrainEnd = "accounted" | "poisoned" | "quiet" | "deserted" | "stuck";

export interface MonitorPorts {
  readonly clock: Timers;
  readonly tail: HistoryTail;
  readonly tracker: DrainTracker;
  readonly seats: ProducerSeats;
  readonly queue: QueueWatch;
  /** Shards of the workers that are alive. */
  readonly livingShards: () => string[];
  /** Producers of which an incarnation is there, or will be. */
  readonly activeProducers: () => number[];
  /** No worker lives, and none is about to. */
  readonly isDeserted: () => boolean;
  /** A fault is at work, or not healed: then nothing has to get on. */
  readonly isBreaking: () => boolean;
  /** How long nothing may get on, milliseconds; the longest planned service time comes on top. */
  readonly patienceMs: number;
  readonly onCounts: (counts: Counts) => void;
}

/** Nothing got on: what was waited for. */
export class StalledError extends Error {}

export class Monitor {
  readonly #ports: MonitorPorts;
  readonly #sink: RecordSink;
  #lastDepth = -Infinity;
  #quietReadings = 0;
  #desertedReadings = 0;
  /** Milliseconds on the clock. */
  #lastProgress: number;
  #lastActivityAt: Nanoseconds;

  constructor(ports: MonitorPorts) {
    this.#ports = ports;
    this.#lastProgress = this.#now;
    this.#lastActivityAt = ports.clock.now();
    this.#sink = (records, shard, role) => {
      ports.tracker.add(records, shard);
      if (role !== "producer") return;
      records.rewind();
      ports.seats.add(records);
    };
  }

  /** Everything that is in the history by now. */
  catchUp(): void {
    this.#ports.tail.poll(this.#sink);
  }

  /** Watches until `done` resolves or rejects, and passes a rejection on. */
  async during(done: Promise<void>, signal: AbortSignal): Promise<void> {
    await this.#watch(done, signal, () => false);
  }

  /** The same while producers publish. Throws StalledError when they wait for the broker, and nothing gets on. */
  async publishing(published: Promise<void>, signal: AbortSignal): Promise<void> {
    const { clock, seats, activeProducers } = this.#ports;
    this.#rest();
    await this.#watch(published, signal, () => {
      // A producer that only waits for its schedule is not late.
      const waitsFor = seats.waitsFor(activeProducers(), clock.now());
      if (waitsFor === null) this.#lastProgress = this.#now;
      else if (this.#isStalled) throw new StalledError(waitsFor);
      return false;
    });
  }

  /** While faults come: over as well when there is nothing left that they could break, or nothing gets on any more. */
  async breaking(faults: Promise<void>, signal: AbortSignal): Promise<void> {
    this.#rest();
    await this.#watch(faults, signal, () => this.#drainEnd() !== undefined);
  }

  /** Until nothing more is to be waited for. */
  async drain(signal: AbortSignal): Promise<DrainEnd> {
    this.#rest();
    for (;;) {
      signal.throwIfAborted();
      await this.#look();
      const end = this.#drainEnd();
      if (end !== undefined) return end;
      await sleep(this.#ports.clock, POLL_INTERVAL_MS, signal);
    }
  }

  /** How long nothing has got on, milliseconds. */
  get stalledMs(): number {
    return this.#now - this.#lastProgress;
  }

  async #watch(done: Promise<void>, signal: AbortSignal, isEnough: () => boolean): Promise<void> {
    const state = { isOver: false };
    const over = done.finally(() => {
      state.isOver = true;
    });
    const settled = over.then(
      () => undefined,
      () => undefined,
    );
    while (!state.isOver && !signal.aborted) {
      await this.#look();
      if (isEnough()) return;
      await Promise.race([settled, sleep(this.#ports.clock, POLL_INTERVAL_MS)]);
    }
    // A broker that does not come back must not hold up who wants to go.
    signal.throwIfAborted();
    await over;
  }

  #drainEnd(): DrainEnd | undefined {
    const { tracker } = this.#ports;
    if (tracker.open === tracker.givenUp) return tracker.open === 0 ? "accounted" : "poisoned";
    if (this.#quietReadings >= (tracker.owesDeadLetters ? QUIET_READINGS_FOR_DEAD_LETTERS : QUIET_READINGS))
      return "quiet";
    if (this.#desertedReadings >= QUIET_READINGS) return "deserted";
    return this.#isStalled ? "stuck" : undefined;
  }

  get #isStalled(): boolean {
    const { patienceMs, tracker } = this.#ports;
    return this.stalledMs > patienceMs + tracker.longestCostMs;
  }

  get #now(): number {
    return this.#ports.clock.now() / 1e6;
  }

  #rest(): void {
    this.#quietReadings = 0;
    this.#desertedReadings = 0;
    this.#lastProgress = this.#now;
  }

  async #look(): Promise<void> {
    const { clock, tracker, queue, livingShards, isDeserted, isBreaking, onCounts } = this.#ports;
    const { activity, progress } = tracker;
    this.catchUp();
    if (tracker.activity > activity) {
      this.#quietReadings = 0;
      this.#lastActivityAt = clock.now();
    }
    if (tracker.progress > progress || isBreaking()) this.#lastProgress = this.#now;
    onCounts(tracker.counts);
    if (this.#now - this.#lastDepth < DEPTH_INTERVAL_MS) return;
    this.#lastDepth = this.#now;
    const view = await queue.observe(this.#lastActivityAt);
    const isUnacknowledged = queue.tellsUnacknowledged
      ? view?.unacknowledged !== 0
      : tracker.inHand(livingShards()) > 0;
    const isQuiet = view?.ready === 0 && !isUnacknowledged;
    this.#quietReadings = isQuiet ? this.#quietReadings + 1 : 0;
    this.#desertedReadings = view !== undefined && view.ready > 0 && isDeserted() ? this.#desertedReadings + 1 : 0;
  }
}
