// The tasks that arrived in the dead-letter queue, each with the first reason that its message had.
import { DeadLetterReason, EventKind, type ShardReader } from "@fairhare/protocol";

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(DeadLetterReason).map(([name, code]) => [code, name]),
);

export class DeadLetterTable {
  /** By task: a DeadLetterReason; 0 if its message did not arrive. */
  readonly #reasons: Uint8Array;

  constructor(shards: readonly ShardReader[], last: number) {
    this.#reasons = new Uint8Array(last + 1);
    for (const shard of shards) {
      shard.rewind();
      while (shard.next()) {
        const { kind, task, detail } = shard;
        if (kind === EventKind.deadLettered && task > 0 && task <= last) this.#reasons[task] ||= detail;
      }
    }
  }

  has(task: number): boolean {
    return (this.#reasons[task] ?? 0) !== 0;
  }

  /** As in RabbitMQ's `x-death` header: rejected, expired, maxlen, delivery_limit. */
  reason(task: number): string {
    return NAMES.get(this.#reasons[task] ?? 0) ?? "other";
  }
}
