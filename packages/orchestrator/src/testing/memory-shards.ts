// Shards in memory, by path: a sink for writers, a source for the history tail, and all bytes for the checker.
import type { ShardSink } from "@fairhare/child";
import type { GrowingShard, ShardSource } from "@fairhare/store";

const FIRST_CAPACITY = 16 * 1024;

export class MemoryShards implements ShardSource {
  readonly #shards = new Map<string, MemoryShard>();

  /** Throws when the shard exists: a shard has only one writer. */
  create(path: string): ShardSink {
    if (this.#shards.has(path)) throw new Error(`the shard ${path} already has a writer`);
    const shard = new MemoryShard();
    this.#shards.set(path, shard);
    return { write: (bytes, length) => shard.append(bytes.subarray(0, length)), close: () => undefined };
  }

  open(path: string): GrowingShard | undefined {
    const shard = this.#shards.get(path);
    if (shard === undefined) return undefined;
    return {
      read: (into, offset) => {
        const part = shard.bytes.subarray(offset, offset + into.byteLength);
        into.set(part);
        return part.byteLength;
      },
      close: () => undefined,
    };
  }

  size(path: string): number {
    return this.#shards.get(path)?.bytes.byteLength ?? 0;
  }

  /** A copy of every shard. */
  all(): { readonly name: string; readonly bytes: Uint8Array }[] {
    return [...this.#shards].map(([name, { bytes }]) => ({ name, bytes: bytes.slice() }));
  }
}

class MemoryShard {
  #buffer = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.byteLength;
    if (needed > this.#buffer.byteLength) {
      const grown = new Uint8Array(2 * needed);
      grown.set(this.bytes);
      this.#buffer = grown;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
  }
}
