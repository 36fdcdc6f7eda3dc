// Reads the records of a shard in chunks, from the first to the last. The memory of a chunk is used again by the next one
// and, after the last one, by other shards.
import { HEADER_BYTES, RECORD_BYTES } from "../layout.ts";
import { NO_RECORDS, type RecordViews, viewsOf } from "./record-views.ts";
import { readFully, type Shard, type ShardBytes } from "./shard-bytes.ts";
import { UnreadableShardError } from "./shard-header.ts";

/** 64 KiB: as fast as larger ones, and small enough for a thousand shards that are read side by side. */
const CHUNK_RECORDS = 2_048;
/** Chunks that are kept for the next reader. */
const MOST_FREE = 16;

const free: RecordViews[] = [];

/** Memory for the records of a chunk; `freeChunk` gives it back. */
export const takeChunk = (): RecordViews => free.pop() ?? viewsOf(new Uint8Array(CHUNK_RECORDS * RECORD_BYTES));

export function freeChunk(chunk: RecordViews | undefined): void {
  if (chunk?.bytes.byteLength === CHUNK_RECORDS * RECORD_BYTES && free.length < MOST_FREE) free.push(chunk);
}

export class RecordChunks {
  readonly #shard: Shard;
  readonly #name: string;
  readonly #end: number;
  #offset: number;
  #buffer: RecordViews | undefined;
  /** The records of the current chunk are the first `count` of them. */
  views: RecordViews = NO_RECORDS;
  count = 0;

  /**
   * From byte `offset` up to `end`, both counted from the beginning of the shard. A shard in memory is read from its first
   * record on. `name` is used in error messages.
   */
  constructor(shard: Shard, name: string, end: number, offset = HEADER_BYTES) {
    this.#shard = shard;
    this.#name = name;
    this.#end = end;
    this.#offset = offset;
  }

  /** Moves to the next chunk; false after the last one. Throws UnreadableShardError. */
  next(): boolean {
    const left = Math.floor((this.#end - this.#offset) / RECORD_BYTES);
    if (left <= 0) {
      this.release();
      return false;
    }
    if (this.#shard instanceof Uint8Array) this.#showAll(this.#shard, left);
    else this.#read(this.#shard, Math.min(left, CHUNK_RECORDS));
    this.#offset += this.count * RECORD_BYTES;
    return true;
  }

  /** Ends the pass. */
  release(): void {
    freeChunk(this.#buffer);
    this.#buffer = undefined;
    this.views = NO_RECORDS;
    this.count = 0;
    if (!(this.#shard instanceof Uint8Array)) this.#shard.close();
  }

  #showAll(shard: Uint8Array, count: number): void {
    const records = shard.subarray(HEADER_BYTES, HEADER_BYTES + count * RECORD_BYTES);
    this.views = viewsOf(records.byteOffset % 8 === 0 ? records : new Uint8Array(records));
    this.count = count;
  }

  #read(shard: ShardBytes, count: number): void {
    this.#buffer ??= takeChunk();
    readRecords(shard, this.#name, this.#buffer.bytes.subarray(0, count * RECORD_BYTES), this.#offset);
    this.views = this.#buffer;
    this.count = count;
  }
}

/** Fills `into` from byte `offset` on. Throws UnreadableShardError if the shard ends before. */
export function readRecords(shard: ShardBytes, name: string, into: Uint8Array, offset: number): void {
  const read = readFully(shard, into, offset);
  if (read === into.byteLength) return;
  throw new UnreadableShardError(
    `${name} ended after ${offset + read} bytes, but it had ${shard.size} bytes before: it was changed while it was read. Check the run again.`,
  );
}
