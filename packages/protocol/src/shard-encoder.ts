// Encodes history events into a block of memory that is reused for ever. Writing the block to a file,
// and when, is the agent's.
import type { Nanoseconds } from "@fairhare/core";
import type { EventKind, Role } from "./event.ts";
import {
  HEADER_BYTES,
  HEADER_OPENED_AT,
  HeaderWord,
  MAGIC,
  RECORD_BYTES,
  RECORD_SLOT,
  RecordByte,
  RecordTime,
  RecordWord,
  SHARD_VERSION,
} from "./layout.ts";

/** Who wrote a shard: process and incarnation number from 1. */
export interface ShardHeader {
  readonly role: Role;
  readonly process: number;
  readonly incarnation: number;
  readonly pid: number;
  readonly openedAt: Nanoseconds;
}

export function encodeHeader(header: ShardHeader): Uint8Array {
  const bytes = new ArrayBuffer(HEADER_BYTES);
  const words = new Uint32Array(bytes);
  words[HeaderWord.magic] = MAGIC;
  words[HeaderWord.version] = SHARD_VERSION;
  words[HeaderWord.recordBytes] = RECORD_BYTES;
  words[HeaderWord.role] = header.role;
  words[HeaderWord.process] = header.process;
  words[HeaderWord.incarnation] = header.incarnation;
  words[HeaderWord.pid] = header.pid;
  new Float64Array(bytes)[HEADER_OPENED_AT] = header.openedAt;
  return new Uint8Array(bytes);
}

/** A fixed block of records. `append` is the hot path: no allocation, typed-array stores only. */
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

  get isFull(): boolean {
    return this.#count === this.#capacity;
  }

  get byteLength(): number {
    return this.#count * RECORD_BYTES;
  }

  clear(): void {
    this.#count = 0;
  }

  /** The caller sees to it that the block is not full. `slot` is 16 bits; `task`, `detail` and `tag` are 32 bits. */
  append(kind: EventKind, at: number, slot: number, task: number, other = 0, flags = 0, detail = 0, tag = 0): void {
    const index = this.#count++;
    this.bytes[index * 32 + RecordByte.kind] = kind;
    this.bytes[index * 32 + RecordByte.flags] = flags;
    this.#halves[index * 16 + RECORD_SLOT] = slot;
    const word = index * 8;
    this.#words[word + RecordWord.task] = task;
    this.#words[word + RecordWord.detail] = detail;
    this.#words[word + RecordWord.tag] = tag;
    const time = index * 4;
    this.#times[time + RecordTime.at] = at;
    this.#times[time + RecordTime.other] = other;
  }
}
