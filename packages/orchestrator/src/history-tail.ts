// Follows a run's shards while they are written, so that progress and the end of the drain rest on the
// same evidence as the results: what a child has merely said may be ahead of what it has done.
import { closeSync, openSync, readSync } from "node:fs";
import { HEADER_BYTES, RECORD_BYTES, RecordCursor } from "@fairhare/protocol";

/** Read at a time; a multiple of the record's size. */
const CHUNK_BYTES = 32_768 * RECORD_BYTES;

/** A shard that is being written. */
export interface ShardSource {
  /** Bytes read into the start of `into`, 0 when there are no more yet. */
  read(into: Uint8Array, offset: number): number;
  close(): void;
}

export interface ShardFiles {
  /** `undefined` while the writer has not created it. */
  readonly open: (path: string) => ShardSource | undefined;
}

export const diskShardFiles: ShardFiles = {
  open: (path) => {
    try {
      const file = openSync(path, "r");
      return {
        read: (into, offset) => readSync(file, into, 0, into.byteLength, offset),
        close: () => closeSync(file),
      };
    } catch {
      return undefined;
    }
  },
};

export type ShardRole = "producer" | "worker" | "dead-letters" | "orchestrator";
export type RecordSink = (records: RecordCursor, shard: string, role: ShardRole) => void;

export class HistoryTail implements Disposable {
  readonly #files: ShardFiles;
  readonly #shards = new Map<string, { readonly source: ShardSource; readonly role: ShardRole; offset: number }>();
  readonly #pending = new Map<string, ShardRole>();
  readonly #chunk = new Uint8Array(CHUNK_BYTES);

  constructor(files: ShardFiles) {
    this.#files = files;
  }

  /** A shard that its writer is yet to create. */
  follow(shardFile: string, role: ShardRole): void {
    this.#pending.set(shardFile, role);
  }

  /** Hands all whole records that have come since to `sink`, a chunk at a time. */
  poll(sink: RecordSink): void {
    for (const [path, role] of this.#pending) {
      const source = this.#files.open(path);
      if (source === undefined) continue;
      this.#shards.set(path, { source, role, offset: HEADER_BYTES });
      this.#pending.delete(path);
    }
    for (const [path, shard] of this.#shards) {
      for (;;) {
        const read = shard.source.read(this.#chunk, shard.offset);
        const whole = read - (read % RECORD_BYTES);
        if (whole === 0) break;
        sink(new RecordCursor(this.#chunk.subarray(0, whole)), path, shard.role);
        shard.offset += whole;
        if (read < CHUNK_BYTES) break;
      }
    }
  }

  [Symbol.dispose](): void {
    for (const { source } of this.#shards.values()) source.close();
    this.#shards.clear();
  }
}
