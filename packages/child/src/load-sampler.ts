// Records the CPU time, memory and event-loop stalls of this process, so that a load generator that is itself the
// bottleneck can be detected.
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "@fairhare/core";
import { EventFlag, EventKind } from "@fairhare/protocol";
import type { ShardWriter } from "./shard-writer.ts";

const SAMPLE_INTERVAL_MS = 1_000;
const STALL_RESOLUTION_MS = 10;

/** Bytes of all connections of the process so far. */
export interface Traffic {
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

export class LoadSampler {
  readonly #shard: ShardWriter;
  readonly #clock: Clock;
  readonly #traffic: Traffic;
  readonly #delay = monitorEventLoopDelay({ resolution: STALL_RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;

  constructor(shard: ShardWriter, clock: Clock, traffic: Traffic) {
    this.#shard = shard;
    this.#clock = clock;
    this.#traffic = traffic;
    this.#delay.enable();
    this.#timer = setInterval(() => this.sample(), SAMPLE_INTERVAL_MS).unref();
  }

  /** `atBegin`: the process begins to publish or to consume now; the CPU time so far is that of its start. */
  sample({ atBegin = false } = {}): void {
    const { user, system } = process.cpuUsage();
    // The values of the histogram include its sampling interval.
    const stallMicroseconds = Math.max(0, this.#delay.max / 1e3 - STALL_RESOLUTION_MS * 1e3);
    this.#delay.reset();
    const residentKiB = Math.round(process.memoryUsage.rss() / 1024);
    const at = this.#clock.now();
    this.#shard.append(
      EventKind.sampled,
      at,
      0,
      0,
      (user + system) / 1e6,
      atBegin ? EventFlag.begin : 0,
      residentKiB,
      stallMicroseconds,
    );
    this.#shard.append(EventKind.sent, at, 0, 0, this.#traffic.sentBytes);
    this.#shard.append(EventKind.received, at, 0, 0, this.#traffic.receivedBytes);
    this.#shard.flush();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.sample();
    this.#delay.disable();
  }
}
