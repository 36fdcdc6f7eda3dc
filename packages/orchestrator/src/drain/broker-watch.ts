// Records the queue and memory samples that a broker started by Fairhare takes of itself.
import type { Broker, QueueSample, QueueSampler } from "@fairhare/broker";
import type { Nanoseconds } from "@fairhare/core";
import { finding } from "@fairhare/findings";
import { EventKind } from "@fairhare/protocol";
import type { RunLog } from "../run/run-log.ts";

/** A sample is read within a second. An older timestamp, or one in the future, comes from a different clock. */
const OLDEST_SAMPLE_NS = 60e9;

interface BrokerCount {
  readonly ready: number;
  readonly unacknowledged: number;
  readonly at: Nanoseconds;
}

/** Records nothing for an external broker. */
export class BrokerWatch implements Disposable {
  readonly #sampler: QueueSampler | undefined;
  readonly #log: RunLog;
  #hasForeignClock = false;
  #newest: BrokerCount | undefined;

  constructor(queues: readonly string[], { server }: Broker, log: RunLog) {
    this.#sampler = server?.sampleQueues(queues);
    this.#log = log;
  }

  /** Records the samples since the last call. */
  record(): void {
    for (const sample of this.#sampler?.read() ?? []) this.#recordOne(sample);
  }

  /** The newest sample; null when none is as recent as `since`. */
  count(since: Nanoseconds): BrokerCount | null {
    return this.#newest !== undefined && this.#newest.at >= since ? this.#newest : null;
  }

  /** Whether the broker takes samples. */
  get isAvailable(): boolean {
    return this.#sampler !== undefined;
  }

  [Symbol.dispose](): void {
    this.record();
    this.#sampler?.[Symbol.dispose]();
  }

  #recordOne({ at: taken, ready, unacked, queueBytes, nodeBytes, binaryBytes }: QueueSample): void {
    const at = this.#onOurClock(taken);
    this.#newest = { ready, unacknowledged: unacked, at };
    this.#log.record(EventKind.queueSampled, { at, detail: ready, tag: unacked, other: queueBytes });
    this.#log.record(EventKind.memorySampled, { at, detail: Math.round(binaryBytes / 1024), other: nodeBytes });
  }

  #onOurClock(taken: Nanoseconds): Nanoseconds {
    const now = this.#log.clock.now();
    if (!this.#hasForeignClock && taken <= now && now - taken < OLDEST_SAMPLE_NS) return taken;
    if (!this.#hasForeignClock) this.#log.report(finding("broker-clock-differs"));
    this.#hasForeignClock = true;
    return now;
  }
}
