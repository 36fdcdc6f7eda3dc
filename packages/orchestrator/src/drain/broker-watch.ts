// What a broker of our own says of the run's queue and of its memory from within, brought into the history.
import type { Broker, QueueSample, QueueSampler } from "@fairhare/broker";
import type { Nanoseconds } from "@fairhare/core";
import { EventKind } from "@fairhare/protocol";
import type { RunLog } from "../run/run-log.ts";

/** A sample is read a fraction of a second after it was taken. One that seems older, or to come, is of another clock. */
const OLDEST_SAMPLE_NS = 60e9;

/** Records nothing where the broker is not ours. */
export class BrokerWatch implements Disposable {
  readonly #sampler: QueueSampler | undefined;
  readonly #log: RunLog;
  #hasForeignClock = false;
  #unacknowledged: { readonly count: number; readonly at: Nanoseconds } | undefined;

  constructor(queue: string, { server }: Broker, log: RunLog) {
    this.#sampler = server?.sampleQueue(queue);
    this.#log = log;
  }

  /** What has come since the last call. */
  record(): void {
    for (const sample of this.#sampler?.read() ?? []) this.#recordOne(sample);
  }

  /** What the broker says is unacknowledged, when it said so last; null when that is longer ago, or it never does. */
  unacknowledged(since: Nanoseconds): number | null {
    return this.#unacknowledged !== undefined && this.#unacknowledged.at >= since ? this.#unacknowledged.count : null;
  }

  /** Whether it will say so at all. */
  get isAvailable(): boolean {
    return this.#sampler !== undefined;
  }

  [Symbol.dispose](): void {
    this.record();
    this.#sampler?.[Symbol.dispose]();
  }

  #recordOne({ at: taken, ready, unacked, queueBytes, nodeBytes, binaryBytes }: QueueSample): void {
    const at = this.#onOurClock(taken);
    this.#unacknowledged = { count: unacked, at };
    this.#log.record(EventKind.queueSampled, { at, detail: ready, tag: unacked, other: queueBytes });
    this.#log.record(EventKind.memorySampled, { at, detail: Math.round(binaryBytes / 1024), other: nodeBytes });
  }

  #onOurClock(taken: Nanoseconds): Nanoseconds {
    const now = this.#log.clock.now();
    if (!this.#hasForeignClock && taken <= now && now - taken < OLDEST_SAMPLE_NS) return taken;
    if (!this.#hasForeignClock)
      this.#log.note(
        "The broker's clock is not ours on this system: its samples of the queue are dated when they were read, up to half a second late.",
      );
    this.#hasForeignClock = true;
    return now;
  }
}
