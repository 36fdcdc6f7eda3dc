// Encodes a shard from its header to its closing record, and seals each block of records with a checksum. The child
// decides when the bytes are written, and where.
import { EventKind } from "../event.ts";
import { RecordBlock } from "./record-block.ts";
import { encodeHeader, headerSum, type ShardHeader } from "./shard-header.ts";

/** 128 KiB, far more than one event-loop turn collects. A full block is written early, which is always safe. */
const BLOCK_RECORDS = 4096;

export class ShardEncoder {
  /** The shard's first bytes. */
  readonly header: Uint8Array;
  readonly #block: RecordBlock;
  readonly #capacity: number;
  /** Checksum of the previous seal, or of the header. */
  #sum: number;
  /** Records so far, without seals. */
  #total = 0;

  constructor(header: ShardHeader, capacity = BLOCK_RECORDS) {
    this.header = encodeHeader(header);
    this.#sum = headerSum(this.header);
    this.#capacity = capacity;
    // One extra record for the seal.
    this.#block = new RecordBlock(capacity + 1);
  }

  /** The bytes that `seal` or `close` has encoded, from the first byte on; the next `append` overwrites them. */
  get bytes(): Uint8Array {
    return this.#block.bytes;
  }

  /** A full block must be sealed before the next `append`. */
  get isFull(): boolean {
    return this.#block.count === this.#capacity;
  }

  append(kind: EventKind, at: number, slot: number, task: number, other = 0, flags = 0, detail = 0, tag = 0): void {
    this.#block.append(kind, at, slot, task, other, flags, detail, tag);
  }

  /** Seals the records since the last seal. Returns how many of `bytes` to write; 0 if there are no records. */
  seal(): number {
    return this.#block.count === 0 ? 0 : this.#end(EventKind.sealed);
  }

  /** Ends the shard. Returns how many of `bytes` to write as its last ones. */
  close(): number {
    return this.#end(EventKind.closing);
  }

  #end(kind: EventKind): number {
    const { count } = this.#block;
    this.#total += count;
    this.#block.append(kind, 0, 0, 0, this.#total, 0, 0, count);
    this.#sum = this.#block.sum(this.#sum);
    const { byteLength } = this.#block;
    this.#block.clear();
    return byteLength;
  }
}

/** A complete, closed shard in memory, with at most `capacity` records in one block. */
export function encodeShard(header: ShardHeader, capacity: number, fill: (encoder: ShardEncoder) => void): Uint8Array {
  const encoder = new ShardEncoder(header, capacity);
  fill(encoder);
  const length = encoder.close();
  const shard = new Uint8Array(encoder.header.byteLength + length);
  shard.set(encoder.header);
  shard.set(encoder.bytes.subarray(0, length), encoder.header.byteLength);
  return shard;
}
