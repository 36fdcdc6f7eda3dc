// Follows a run's shards while they are written, so that progress and the end of the drain rest on the
// same evidence as the results: what a child has merely said may be ahead of what it has done.
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { HEADER_BYTES, RECORD_BYTES, RecordCursor, type ShardRole } from "@fairhare/protocol";

/** Read at a time; a multiple of the record's size. */
const CHUNK_BYTES = 32_768 * RECORD_BYTES;

/** A shard that may still grow. */
export interface GrowingShard {
  /** Fills `into` with what stands from this byte on; returns how many bytes that were. */
  read(into: Uint8Array, offset: number): number;
  close(): void;
}

/** Where shards are read while their writers write them. */
export interface ShardSource {
  /** Undefined as long as its writer has not created it. */
  open(path: string): GrowingShard | undefined;
  /** Bytes of a shard; 0 when there is none. */
  size(path: string): number;
}

export const SHARD_FILES: ShardSource = {
  open: (path) => {
    if (!existsSync(path)) return undefined;
    const file = openSync(path, "r");
    return {
      read: (into, offset) => readSync(file, into, 0, into.byteLength, offset),
      close: () => closeSync(file),
    };
  },
  size: (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
};

export type RecordSink = (records: RecordCursor, shard: string, role: ShardRole) => void;

export class HistoryTail implements Disposable {
  readonly #source: ShardSource;
  readonly #shards = new Map<string, { readonly file: GrowingShard; readonly role: ShardRole; offset: number }>();
  readonly #pending = new Map<string, ShardRole>();
  readonly #chunk = new Uint8Array(CHUNK_BYTES);

  constructor(source: ShardSource) {
    this.#source = source;
  }

  /** A shard that its writer is yet to create. */
  follow(shardFile: string, role: ShardRole): void {
    this.#pending.set(shardFile, role);
  }

  /** Hands all whole records that have come since to `sink`, a chunk at a time. Their seals are the checker's to verify. */
  poll(sink: RecordSink): void {
    for (const [path, role] of this.#pending) {
      const file = this.#source.open(path);
      if (file === undefined) continue;
      this.#shards.set(path, { file, role, offset: HEADER_BYTES });
      this.#pending.delete(path);
    }
    for (const [path, shard] of this.#shards) {
      for (;;) {
        const read = shard.file.read(this.#chunk, shard.offset);
        const whole = read - (read % RECORD_BYTES);
        if (whole === 0) break;
        sink(new RecordCursor(this.#chunk.subarray(0, whole)), path, shard.role);
        shard.offset += whole;
        if (read < CHUNK_BYTES) break;
      }
    }
  }

  [Symbol.dispose](): void {
    for (const { file } of this.#shards.values()) file.close();
    this.#shards.clear();
  }
}
