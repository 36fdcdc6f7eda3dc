// Follows a run's shards while they are written, so that progress and the end of the drain rest on the
// same evidence as the results: what a child has merely said may be ahead of what it has done.
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { HEADER_BYTES, RECORD_BYTES, RecordCursor } from "@fairhare/protocol";

/** Read at a time; a multiple of the record's size. */
const CHUNK_BYTES = 32_768 * RECORD_BYTES;

export type RecordSink = (records: RecordCursor, shard: string) => void;

export class HistoryTail implements Disposable {
  readonly #shards = new Map<string, { readonly file: number; offset: number }>();
  readonly #pending = new Set<string>();
  readonly #chunk = new Uint8Array(CHUNK_BYTES);

  /** A shard that its writer is yet to create. */
  follow(shardFile: string): void {
    this.#pending.add(shardFile);
  }

  /** Hands all whole records that have come since to `sink`, a chunk at a time. */
  poll(sink: RecordSink): void {
    for (const path of this.#pending) {
      if (!existsSync(path)) continue;
      this.#shards.set(path, { file: openSync(path, "r"), offset: HEADER_BYTES });
      this.#pending.delete(path);
    }
    for (const [path, shard] of this.#shards) {
      for (;;) {
        const read = readSync(shard.file, this.#chunk, 0, CHUNK_BYTES, shard.offset);
        const whole = read - (read % RECORD_BYTES);
        if (whole === 0) break;
        sink(new RecordCursor(this.#chunk.subarray(0, whole)), path);
        shard.offset += whole;
        if (read < CHUNK_BYTES) break;
      }
    }
  }

  [Symbol.dispose](): void {
    for (const { file } of this.#shards.values()) closeSync(file);
    this.#shards.clear();
  }
}
