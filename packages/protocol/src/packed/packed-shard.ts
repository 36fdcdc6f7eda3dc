// A packed shard: packs the bytes of a shard after its run, and reads them again as they were before, piece by piece. So a
// reader verifies the same seals, and a byte that changed in the packed form is found like one that changed before.
import { FrameDecoder } from "./frame-decoder.ts";
import { FrameEncoder } from "./frame-encoder.ts";
import { HEADER_BYTES, RECORD_BYTES } from "../layout.ts";
import { FRAME_BYTES, FRAME_HEAD_BYTES, FRAME_RECORDS, packedHeader, plainHeader } from "./pack-format.ts";
import { viewsOf } from "../shard/record-views.ts";
import { readFully, type ShardBytes } from "../shard/shard-bytes.ts";

/** The pieces of a packed shard, in order; each is overwritten by the next. */
export function* packShard(shard: ShardBytes): Generator<Uint8Array> {
  const header = new Uint8Array(HEADER_BYTES);
  readFully(shard, header, 0);
  yield packedHeader(header, shard.size);
  const views = viewsOf(new Uint8Array(FRAME_BYTES));
  const encoder = new FrameEncoder();
  const end = shard.size - ((shard.size - HEADER_BYTES) % RECORD_BYTES);
  for (let offset = HEADER_BYTES; offset < end; offset += FRAME_BYTES) {
    const count = Math.min(FRAME_RECORDS, (end - offset) / RECORD_BYTES);
    readFully(shard, views.bytes.subarray(0, count * RECORD_BYTES), offset);
    const length = encoder.encode(views, count);
    yield new Uint8Array(new Uint32Array([length, count]).buffer);
    yield encoder.bytes.subarray(0, length);
  }
  const torn = new Uint8Array(shard.size - end);
  readFully(shard, torn, end);
  shard.close();
  if (torn.byteLength > 0) yield torn;
}

/** A packed record has 3 bytes or more. */
const MOST_GROWTH = RECORD_BYTES / 2;

/** The bytes of a shard before it was packed. A frame that cannot be read is zeros, which no seal covers. */
export class PackedShard implements ShardBytes {
  readonly size: number;
  readonly #packed: ShardBytes;
  readonly #header: Uint8Array;
  readonly #decoder = new FrameDecoder();
  readonly #head = new Uint32Array(2);
  /** Of the current frame. */
  #views = viewsOf(new Uint8Array(0));
  #payload = new Uint8Array(0);
  /** Number of the current frame; −1 before the first one. */
  #frame = -1;
  /** Where the next frame begins in the packed file. */
  #next = HEADER_BYTES;

  /** `header`: the first bytes of the packed shard. */
  constructor(packed: ShardBytes, header: Uint8Array) {
    const plain = plainHeader(header);
    this.#packed = packed;
    this.#header = plain.header;
    const isPossible = plain.size >= HEADER_BYTES && plain.size <= HEADER_BYTES + packed.size * MOST_GROWTH;
    // A damaged number: a shard without records is reported like any other that is too short.
    this.size = isPossible && Number.isInteger(plain.size) ? plain.size : HEADER_BYTES;
  }

  read(into: Uint8Array, offset: number): number {
    if (offset >= this.size) return 0;
    if (offset < HEADER_BYTES) return copy(this.#header.subarray(offset), into);
    const end = this.size - ((this.size - HEADER_BYTES) % RECORD_BYTES);
    if (offset >= end) return this.#packed.read(into, this.#tornAt() + offset - end);
    const frame = Math.floor((offset - HEADER_BYTES) / FRAME_BYTES);
    this.#moveTo(frame);
    const from = offset - HEADER_BYTES - frame * FRAME_BYTES;
    return copy(
      this.#views.bytes.subarray(from, Math.min(FRAME_BYTES, end - HEADER_BYTES - frame * FRAME_BYTES)),
      into,
    );
  }

  close(): void {
    this.#frame = -1;
    this.#next = HEADER_BYTES;
    this.#views = viewsOf(new Uint8Array(0));
    this.#payload = new Uint8Array(0);
    this.#packed.close();
  }

  #moveTo(frame: number): void {
    if (frame < this.#frame) this.close();
    if (this.#views.bytes.byteLength === 0) this.#views = viewsOf(new Uint8Array(FRAME_BYTES));
    for (; this.#frame < frame; this.#frame++)
      if (!this.#decodeNext(this.#frame + 1 === frame)) this.#views.bytes.fill(0);
  }

  /** False if the frame is damaged. */
  #decodeNext(isWanted: boolean): boolean {
    const head = new Uint8Array(this.#head.buffer);
    if (readFully(this.#packed, head, this.#next) < FRAME_HEAD_BYTES) return false;
    const [length = 0, count = 0] = this.#head;
    const from = this.#next + FRAME_HEAD_BYTES;
    const expected = Math.min(
      FRAME_RECORDS,
      Math.floor((this.size - HEADER_BYTES) / RECORD_BYTES) - (this.#frame + 1) * FRAME_RECORDS,
    );
    if (count !== expected || from + length > this.#packed.size) {
      this.#next = this.#packed.size;
      return false;
    }
    this.#next = from + length;
    const isLast = (this.#frame + 2) * FRAME_BYTES >= this.size - HEADER_BYTES;
    // Bytes after the last frame, beside the torn record, are of no shard.
    if (isLast && this.#next !== this.#tornAt()) return false;
    if (!isWanted) return true;
    if (this.#payload.byteLength < length) this.#payload = new Uint8Array(2 * length);
    const payload = this.#payload.subarray(0, length);
    return readFully(this.#packed, payload, from) === length && this.#decoder.decode(payload, this.#views, count);
  }

  /** The torn record is the end of the packed file as well. */
  #tornAt(): number {
    return this.#packed.size - ((this.size - HEADER_BYTES) % RECORD_BYTES);
  }
}

function copy(from: Uint8Array, into: Uint8Array): number {
  const part = from.subarray(0, into.byteLength);
  into.set(part);
  return part.byteLength;
}
