// Reads a run's shards while they are written, so that progress and the end of the drain rest on the same evidence as
// the results. Messages of a child process are not used: they may be ahead of its records.
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import {
  HEADER_BYTES,
  isPacked,
  PackedShard,
  readFully,
  RECORD_BYTES,
  RecordCursor,
  type ShardRole,
} from "@fairhare/protocol";

/** Bytes of one read; a multiple of the record size. */
const CHUNK_BYTES = 32_768 * RECORD_BYTES;

export interface GrowingShard {
  /** Fills `into` from byte `offset` on; returns the number of bytes read. */
  read(into: Uint8Array, offset: number): number;
  close(): void;
}

/** Gives access to shards whose writers are still running. */
export interface ShardSource {
  /** Undefined until the writer has created the shard. */
  open(path: string): GrowingShard | undefined;
  /** Size in bytes; 0 for a shard that does not exist. */
  size(path: string): number;
}

export const SHARD_FILES: ShardSource = {
  open: (path) => {
    if (!existsSync(path)) return undefined;
    const file = openSync(path, "r");
    const read = (into: Uint8Array, offset: number): number => readSync(file, into, 0, into.byteLength, offset);
    const close = (): void => closeSync(file);
    const head = new Uint8Array(HEADER_BYTES);
    // The run has ended, and its history is packed.
    if (read(head, 0) === HEADER_BYTES && isPacked(head)) {
      const packed = new PackedShard({ size: fstatSync(file).size, read, close: () => undefined }, head);
      return { read: (into, offset) => readFully(packed, into, offset), close };
    }
    return { read, close };
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

  /** The shard does not need to exist yet. */
  follow(shardFile: string, role: ShardRole): void {
    this.#pending.set(shardFile, role);
  }

  /** Passes all new complete records to `sink`, chunk by chunk. Does not verify their seals; the checker does. */
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
