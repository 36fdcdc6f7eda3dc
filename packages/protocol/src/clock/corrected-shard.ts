// A shard of another host, read with the times of the orchestrator's clock. Its bytes and its integrity stay the same.
import { nanoseconds, type Nanoseconds } from "@fairhare/core";
import { EventKind } from "../event.ts";
import type { Shard } from "../shard/shard-bytes.ts";
import type { ShardHeader } from "../shard/shard-header.ts";
import { ShardReader } from "../shard/shard-reader.ts";

export interface ClockMap {
  /** A time on the clock of the processes of a host as a time on the orchestrator's clock; both in nanoseconds, in the same order. */
  toReference(time: number): number;
}

/**
 * Kinds whose `other` is a time of the process that wrote the record. The intended send time of a delivery is not: it comes
 * from the producer, whose own record has it as well.
 */
const WITH_OWN_TIME: ReadonlySet<EventKind> = new Set([
  EventKind.attempted,
  EventKind.begun,
  EventKind.completed,
  EventKind.failed,
]);

/** A subclass, so that a run on one host pays nothing for the correction. */
export class CorrectedShardReader extends ShardReader {
  readonly #clock: ClockMap;

  /** Throws UnreadableShardError, as `ShardReader` does. */
  constructor(shard: Shard, name: string, clock: ClockMap) {
    super(shard, name, (header): ShardHeader => ({
      ...header,
      openedAt: nanoseconds(clock.toReference(header.openedAt)),
    }));
    this.#clock = clock;
  }

  override get at(): Nanoseconds {
    return nanoseconds(this.#clock.toReference(super.at));
  }

  override get other(): number {
    const other = super.other;
    return other !== 0 && WITH_OWN_TIME.has(this.kind) ? this.#clock.toReference(other) : other;
  }
}
