// The first pass over a shard in a file: verifies the seals and shows the records that they cover, so that a history is
// read and unpacked once for both. The records of a block are shown when its seal has been verified.
import { HEADER_BYTES, RECORD_BYTES } from "../layout.ts";
import { freeChunk, readRecords, takeChunk } from "./record-chunks.ts";
import { NO_RECORDS, type RecordViews, viewsOf } from "./record-views.ts";
import type { ShardBytes } from "./shard-bytes.ts";
import type { ShardHeader } from "./shard-header.ts";
import { Inspection, type ShardIntegrity } from "./shard-integrity.ts";

/** No process writes longer blocks: memory is not spent on a damaged shard without seals. */
const MOST_HELD = 32_768;

export class VerifiedChunks {
  readonly #shard: ShardBytes;
  readonly #name: string;
  readonly #inspection: Inspection;
  #offset = HEADER_BYTES;
  #buffer: RecordViews | undefined;
  /** Records in the buffer: first those that are shown, then those whose seal has not been read. */
  #filled = 0;
  /** The records of the current chunk are the first `count` of them. */
  views: RecordViews = NO_RECORDS;
  count = 0;
  /** Known after the last chunk; undefined until then, and for a shard that this pass cannot read to its end. */
  integrity: ShardIntegrity | undefined;

  /** `seed`: the checksum of the header. `name` is used in error messages. */
  constructor(shard: ShardBytes, name: string, header: ShardHeader, seed: number) {
    this.#shard = shard;
    this.#name = name;
    this.#inspection = new Inspection(header, seed);
  }

  /** Moves to the next chunk; false after the last one. Throws UnreadableShardError. */
  next(): boolean {
    while (this.integrity === undefined) {
      const held = this.#moveHeld();
      if (held >= MOST_HELD) break;
      const added = Math.min(Math.floor((this.#shard.size - this.#offset) / RECORD_BYTES), this.#capacity - held);
      if (added > 0) this.count = this.#read(held, added);
      else this.count = this.#end(held);
      if (this.#inspection.damage !== null) this.integrity ??= this.#inspection.end(this.#tornBytes);
      if (this.count > 0) return true;
    }
    this.release();
    return false;
  }

  /** In bytes from the beginning of the shard: where the records begin that were not shown. */
  get shownUntil(): number {
    return this.#offset - (this.#filled - this.count) * RECORD_BYTES;
  }

  /** Ends the pass. */
  release(): void {
    freeChunk(this.#buffer);
    this.#buffer = undefined;
    this.views = NO_RECORDS;
    this.#filled -= this.count;
    this.count = 0;
    this.#shard.close();
  }

  get #capacity(): number {
    return this.views.bytes.byteLength / RECORD_BYTES;
  }

  get #tornBytes(): number {
    return (this.#shard.size - HEADER_BYTES) % RECORD_BYTES;
  }

  /** Moves the records that were not shown to the beginning of the buffer; returns their number. */
  #moveHeld(): number {
    this.#buffer ??= takeChunk();
    const { bytes } = this.#buffer;
    bytes.copyWithin(0, this.count * RECORD_BYTES, this.#filled * RECORD_BYTES);
    this.#filled -= this.count;
    this.count = 0;
    if (this.#filled * RECORD_BYTES === bytes.byteLength) {
      const larger = viewsOf(new Uint8Array(2 * bytes.byteLength));
      larger.bytes.set(bytes);
      freeChunk(this.#buffer);
      this.#buffer = larger;
    }
    this.views = this.#buffer;
    return this.#filled;
  }

  /** Returns how many records are verified. */
  #read(held: number, added: number): number {
    this.#filled = held + added;
    const into = this.views.bytes.subarray(held * RECORD_BYTES, this.#filled * RECORD_BYTES);
    readRecords(this.#shard, this.#name, into, this.#offset);
    this.#offset += added * RECORD_BYTES;
    return this.#inspection.add(this.views, held, this.#filled);
  }

  /** The records after the last seal count unless something is wrong with them; returns how many do. */
  #end(held: number): number {
    this.integrity = this.#inspection.end(this.#tornBytes);
    return this.integrity.damage === null ? held : 0;
  }
}
