// Reads the records of a shard in chunks, from the first to the last. The memory of a chunk is used again by the next one
// and, after the last one, by other shards.
import { HEADER_BYTES, RECORD_BYTES } from "./layout.ts";
import { NO_RECORDS, type RecordViews, viewsOf } from "./record-views.ts";
import { readFully, type Shard, type ShardBytes, sizeOfShard } from "./shard-bytes.ts";
import { UnreadableShardError } from "./shard-header.ts";

/** 64 KiB: as fast as larger ones, and small enough for a thousand shards that are read side by side. */
const CHUNK_RECORDS = 2_048;
/** Chunks that are kept for the next reader. */
const MOST_FREE = 16;

const free: RecordViews[] = [];

export class RecordChunks {
  readonly #shard: Shard;
  readonly #name: string;
  readonly #end: number;
  #offset = HEADER_BYTES;
  #buffer: RecordViews | undefined;
  /** The records of the current chunk are the first `count` of them. */
  views: RecordViews = NO_RECORDS;
  count = 0;

  /** `end`: of the last whole record, in bytes from the beginning of the shard. `name` is used in error messages. */
  constructor(shard: Shard, name: string, end: number) {
    this.#shard = shard;
    this.#name = name;
    this.#end = end;
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
    if (this.#buffer !== undefined && free.length < MOST_FREE) free.push(this.#buffer);
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
    this.#buffer ??= free.pop() ?? viewsOf(new Uint8Array(CHUNK_RECORDS * RECORD_BYTES));
    const wanted = count * RECORD_BYTES;
    const { bytes } = this.#buffer;
    const read = readFully(shard, bytes.byteLength === wanted ? bytes : bytes.subarray(0, wanted), this.#offset);
    if (read < wanted) {
      const has = this.#offset + read;
      throw new UnreadableShardError(
        `${this.#name} ended after ${has} bytes, but it had ${sizeOfShard(shard)} bytes before: it was changed while it was read. Check the run again.`,
      );
    }
    this.views = this.#buffer;
    this.count = count;
  }
}
