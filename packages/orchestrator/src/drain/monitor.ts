// Polls history and queue during a run, reports progress, and decides when the run has nothing more to wait for.
// Every wait ends: a run without progress for `patienceMs` is aborted.
import { type Nanoseconds, nanoseconds, sleep, type Timers } from "@fairhare/core";
import type { DrainTracker } from "./drain-tracker.ts";
import type { HistoryTail, RecordSink } from "@fairhare/store";
import type { ProducerSeats } from "../fleet/producer-seats.ts";
import type { Counts } from "../run/progress.ts";
import type { QueueWatch } from "./queue-watch.ts";

const POLL_INTERVAL_MS = 50;
/** Each depth reading opens a channel; the report's queue chart needs no finer resolution. */
const DEPTH_INTERVAL_MS = 250;
/** Times the duration of the last reading: with hundreds of queues, a reading takes longer and must not load the broker. */
const PAUSE_PER_READING = 4;
/** Consecutive readings that must find no ready and no unacknowledged message, without a task event between them. */
const QUIET_READINGS = 4;
/** The same while dead letters are expected: the broker publishes them later, and no depth counts them until then. */
const QUIET_READINGS_FOR_DEAD_LETTERS = 24;

/** The same while other programs publish: they may pause, so the queue must be empty for five seconds. */
const QUIET_READINGS_FOR_OTHERS = 20;

/**
 * `accounted`: every attempted task has ended. `poisoned`: only poison tasks are open. `quiet`: tasks are open, but no
 * message is ready or unacknowledged and no event arrives. `deserted`: messages are ready, and no worker is left to
 * consume them. `stuck`: no task was attempted, confirmed or finished for `patienceMs`.
 */
export type DrainEnd = "accounted" | "poisoned" | "quiet" | "deserted" | "stuck";

export interface MonitorPorts {
  readonly clock: Timers;
  readonly tail: HistoryTail;
  readonly tracker: DrainTracker;
  readonly seats: ProducerSeats;
  readonly queue: QueueWatch;
  /** RabbitMQ does not count the tasks in work as unacknowledged. */
  readonly acknowledgesBeforeWork: boolean;
  /**
   * Shards of the running workers. What a lost agent's workers hold is not waited for: RabbitMQ may requeue it minutes later,
   * after the heartbeats of a silent connection, and until then its tasks are unknown whether the drain waits or not. A
   * private broker counts it as unacknowledged, and the drain waits for that.
   */
  readonly livingShards: () => string[];
  /** Numbers of the producers that run or will be restarted. */
  readonly activeProducers: () => number[];
  /** No worker runs, and none is starting. */
  readonly isDeserted: () => boolean;
  /** More tasks may have been published than the history shows, so that only an empty queue ends the drain. */
  readonly mayBeMore: () => boolean;
  /** A fault is active or not healed yet; until then no progress is required. */
  readonly isBreaking: () => boolean;
  /** The broker or a node of its cluster is away: a queue may then report no messages although it holds some. */
  readonly isBrokerBroken: () => boolean;
  /** Longest time without progress, milliseconds, to which the longest service time is added. */
  readonly patienceMs: number;
  /** Time for which a failed task waits in its own queue, where no depth counts it; 0 if none does. */
  readonly hiddenDelayMs: number;
  /** Speed of the slowest worker. */
  readonly slowest: number;
  readonly onCounts: (counts: Counts) => void;
}

/**
 * `over`: the time is over. `quiet`: the queue is empty, and nothing arrives. `deserted` and `stuck` as above: messages are
 * ready, and no worker is left or receives them.
 */
export type ReceivingEnd = "over" | "quiet" | "deserted" | "stuck";

/** The message names what the producers were waiting for. */
export class StalledError extends Error {}

export class Monitor {
  readonly #ports: MonitorPorts;
  readonly #sink: RecordSink;
  /** When the depth is read next; milliseconds on the host's clock. */
  #nextDepth = -Infinity;
  /** Of the tracker, at the last reading. */
  #activityAtReading = 0;
  #quietReadings = 0;
  #desertedReadings = 0;
  #hasReady = false;
  /** Milliseconds on the host's clock. */
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

  /** Reads everything that the history holds now. */
  catchUp(): void {
    this.#ports.tail.poll(this.#sink);
  }

  /** Polls until `done` settles; rejects when `done` rejects. */
  async during(done: Promise<void>, signal: AbortSignal): Promise<void> {
    await this.#watch(done, signal, () => false);
  }

  /** Polls while producers publish. Throws StalledError when they wait for the broker without progress. */
  async publishing(published: Promise<void>, signal: AbortSignal): Promise<void> {
    const { clock, seats, activeProducers } = this.#ports;
    this.#resetCounters();
    await this.#watch(published, signal, () => {
      // A producer that waits for its schedule is not stalled.
      const waitsFor = seats.waitsFor(activeProducers(), clock.now());
      if (waitsFor === null) this.#lastProgress = this.#now;
      else if (this.#isStalled) throw new StalledError(waitsFor);
      return false;
    });
  }

  /** Polls while faults occur; ends earlier when the drain would end. */
  async breaking(faults: Promise<void>, signal: AbortSignal): Promise<void> {
    this.#resetCounters();
    await this.#watch(faults, signal, () => this.#drainEnd() !== undefined);
  }

  /** Polls while workers alone receive: for this time or, without one, until the queue is quiet. */
  async receiving(durationMs: number | null, signal: AbortSignal): Promise<ReceivingEnd> {
    const { clock, tracker, livingShards } = this.#ports;
    this.#resetCounters();
    this.#lastActivityAt = clock.now();
    const endsAt = this.#now + (durationMs ?? Infinity);
    for (;;) {
      signal.throwIfAborted();
      await this.#poll();
      if (this.#now >= endsAt) return "over";
      if (durationMs === null && this.#quietReadings >= QUIET_READINGS_FOR_OTHERS) return "quiet";
      if (this.#desertedReadings >= QUIET_READINGS) return "deserted";
      // The service time of a message of others is not known: a worker that holds one may be working.
      const isIdle = this.#hasReady && tracker.inHand(livingShards()) === 0;
      const sinceActivityMs = this.#now - this.#lastActivityAt / 1e6;
      if (isIdle && Math.min(sinceActivityMs, this.stalledMs) > this.#ports.patienceMs) return "stuck";
      await sleep(clock, POLL_INTERVAL_MS, signal);
    }
  }

  /** Resolves with the reason why there is nothing more to wait for. */
  async drain(signal: AbortSignal): Promise<DrainEnd> {
    this.#resetCounters();
    for (;;) {
      signal.throwIfAborted();
      await this.#poll();
      const end = this.#drainEnd();
      if (end !== undefined) return end;
      await sleep(this.#ports.clock, POLL_INTERVAL_MS, signal);
    }
  }

  /** Time since the last progress, milliseconds. */
  get stalledMs(): number {
    return this.#now - this.#lastProgress;
  }

  async #watch(done: Promise<void>, signal: AbortSignal, isEnough: () => boolean): Promise<void> {
    const over = new AbortController();
    const ended = done.finally(() => over.abort());
    ended.catch(() => undefined);
    while (!over.signal.aborted && !signal.aborted) {
      await this.#poll();
      if (isEnough()) return;
      // A race with `done` would add a reaction to a promise that lives as long as the run, for each poll.
      await sleep(this.#ports.clock, POLL_INTERVAL_MS, over.signal).catch(() => undefined);
    }
    // An abort must not wait for a broker that does not answer.
    signal.throwIfAborted();
    await ended;
  }

  #drainEnd(): DrainEnd | undefined {
    const { tracker, mayBeMore } = this.#ports;
    if (tracker.open === tracker.givenUp && (tracker.open > 0 || !mayBeMore()))
      return tracker.open === 0 ? "accounted" : "poisoned";
    if (this.#quietReadings >= (tracker.expectsDeadLetters ? QUIET_READINGS_FOR_DEAD_LETTERS : QUIET_READINGS))
      return "quiet";
    if (this.#desertedReadings >= QUIET_READINGS) return "deserted";
    return this.#isStalled ? "stuck" : undefined;
  }

  get #isStalled(): boolean {
    const { patienceMs, tracker, slowest } = this.#ports;
    return this.stalledMs > patienceMs + tracker.longestCostMs / slowest;
  }

  get #now(): number {
    return this.#ports.clock.now() / 1e6;
  }

  #resetCounters(): void {
    this.#quietReadings = 0;
    this.#desertedReadings = 0;
    this.#lastProgress = this.#now;
  }

  async #poll(): Promise<void> {
    const { clock, tracker, queue, livingShards, isDeserted, isBreaking, onCounts, acknowledgesBeforeWork } =
      this.#ports;
    const { hiddenDelayMs, isBrokerBroken } = this.#ports;
    const { activity, progress } = tracker;
    this.catchUp();
    if (tracker.activity > activity) {
      this.#quietReadings = 0;
      this.#lastActivityAt = clock.now();
    }
    if (tracker.progress > progress || isBreaking()) this.#lastProgress = this.#now;
    onCounts(tracker.counts);
    const began = this.#now;
    if (began < this.#nextDepth) return;
    // A decision needs the depth of all queues at the same time. While tasks arrive, there is none to make.
    const isDecisive = tracker.activity === this.#activityAtReading || isDeserted();
    this.#activityAtReading = tracker.activity;
    const view = await queue.observe(this.#lastActivityAt, { isWhole: isDecisive });
    this.#nextDepth = Math.max(began + DEPTH_INTERVAL_MS, this.#now + (this.#now - began) * PAUSE_PER_READING);
    const isCounted = queue.tellsUnacknowledged && !acknowledgesBeforeWork;
    const isUnacknowledged = isCounted ? view?.unacknowledged !== 0 : tracker.inHand(livingShards()) > 0;
    this.#hasReady = (view?.ready ?? 0) > 0;
    const isHidden = hiddenDelayMs > 0 && tracker.hasDelayedSince(nanoseconds(clock.now() - hiddenDelayMs * 1e6));
    // A quorum queue without a leader answers that it has no messages and no consumers. A private broker counts inside.
    const mayLackLeader = !queue.tellsUnacknowledged && view?.consumers === 0 && !isDeserted();
    const isEmpty = view?.isWhole === true && view.ready === 0 && !mayLackLeader;
    const isQuiet = isEmpty && !isUnacknowledged && !isHidden && !isBrokerBroken();
    this.#quietReadings = isQuiet ? this.#quietReadings + 1 : 0;
    const isLeft = view?.isWhole === true && view.ready > 0 && isDeserted();
    this.#desertedReadings = isLeft ? this.#desertedReadings + 1 : 0;
  }
}
