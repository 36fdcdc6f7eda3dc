// Encodes history events into a block of memory that is reused after each write.
import { crc32 } from "./crc32.ts";
import type { EventKind } from "../event.ts";
import { RECORD_BYTES, RECORD_SLOT, RECORD_WORDS, RecordByte, RecordTime, RecordWord } from "../layout.ts";

/** A block with a fixed capacity. `append` is the hot path: it allocates nothing and only stores into typed arrays. */
export class RecordBlock {
  readonly bytes: Uint8Array;
  readonly #halves: Uint16Array;
  readonly #words: Uint32Array;
  readonly #times: Float64Array;
  readonly #capacity: number;
  #count = 0;

  constructor(capacity: number) {
    const buffer = new ArrayBuffer(capacity * RECORD_BYTES);
    this.bytes = new Uint8Array(buffer);
    this.#halves = new Uint16Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#times = new Float64Array(buffer);
    this.#capacity = capacity;
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.#capacity;
  }

  get byteLength(): number {
    return this.#count * RECORD_BYTES;
  }

  clear(): void {
    this.#count = 0;
  }

  /** The block must not be full. `slot` has 16 bits; `task`, `detail` and `tag` have 32 bits. */
  append(kind: EventKind, at: number, slot: number, task: number, other = 0, flags = 0, detail = 0, tag = 0): void {
    const index = this.#count++;
    this.bytes[index * 32 + RecordByte.kind] = kind;
    this.bytes[index * 32 + RecordByte.flags] = flags;
    this.#halves[index * 16 + RECORD_SLOT] = slot;
    const word = index * RECORD_WORDS;
    this.#words[word + RecordWord.task] = task;
    this.#words[word + RecordWord.detail] = detail;
    this.#words[word + RecordWord.tag] = tag;
    const time = index * 4;
    this.#times[time + RecordTime.at] = at;
    this.#times[time + RecordTime.other] = other;
  }

  /**
   * Stores the checksum of the whole block in the `detail` of its last record, which must be 0 before, and returns it.
   */
  sum(seed: number): number {
    const end = this.#count * RECORD_WORDS;
    const sum = crc32(this.#words, 0, end, seed);
    this.#words[end - RECORD_WORDS + RecordWord.detail] = sum;
    return sum;
  }
}
