// The tasks that arrived in the dead-letter queue, each with the first reason that its message had.
import { DeadLetterReason, EventKind, type ShardReader } from "@fairhare/protocol";

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(DeadLetterReason).map(([name, code]) => [code, name]),
);

export class DeadLetterTable {
  /** By task: a DeadLetterReason; 0 if its message did not arrive. */
  readonly #reasons: Uint8Array;
  /**
   * When the consumer of the queue was back after its last connection loss, and had declared the queue again: nanoseconds,
   * Infinity if it never was, −Infinity without a loss.
   */
  readonly backAt: number;

  constructor(shards: readonly ShardReader[], last: number) {
    this.#reasons = new Uint8Array(last + 1);
    let backAt = -Infinity;
    for (const shard of shards) {
      shard.rewind();
      while (shard.next()) {
        const { kind, task, detail, at } = shard;
        if (kind === EventKind.disconnected) backAt = Infinity;
        if (kind === EventKind.connected && backAt === Infinity) backAt = at;
        if (kind === EventKind.deadLettered && task > 0 && task <= last) this.#reasons[task] ||= detail;
      }
    }
    this.backAt = backAt;
  }

  has(task: number): boolean {
    return (this.#reasons[task] ?? 0) !== 0;
  }

  /** As in RabbitMQ's `x-death` header: rejected, expired, maxlen, delivery_limit. */
  reason(task: number): string {
    return NAMES.get(this.#reasons[task] ?? 0) ?? "other";
  }
}
