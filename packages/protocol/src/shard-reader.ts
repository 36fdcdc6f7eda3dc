// Reads a shard: the header, then records through one cursor that is moved, not copied. A torn tail (the
// writer was killed inside a write) is tolerated and counted; anything else wrong is an error.
import { FairhareError, nanoseconds, type Nanoseconds } from "@fairhare/core";
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
import type { ShardHeader } from "./shard-encoder.ts";

export class UnreadableShardError extends FairhareError {
  readonly code = "HISTORY_UNREADABLE";
}

/** One event at a time; the fields are those of the record under the cursor. */
export class ShardReader {
  readonly header: ShardHeader;
  readonly recordCount: number;
  /** Bytes after the last whole record. */
  readonly tornBytes: number;
  readonly #bytes: Uint8Array;
  readonly #halves: Uint16Array;
  readonly #words: Uint32Array;
  readonly #times: Float64Array;
  #index = -1;

  /** `name` is for error messages. Bytes that are not 8-byte aligned are copied once. */
  constructor(shard: Uint8Array, name = "shard") {
    const aligned = shard.byteOffset % 8 === 0 ? shard : new Uint8Array(shard);
    this.header = readHeader(aligned, name);
    const body = aligned.byteLength - HEADER_BYTES;
    this.recordCount = Math.floor(body / RECORD_BYTES);
    this.tornBytes = body % RECORD_BYTES;
    const start = aligned.byteOffset + HEADER_BYTES;
    const length = this.recordCount * RECORD_BYTES;
    this.#bytes = new Uint8Array(aligned.buffer, start, length);
    this.#halves = new Uint16Array(aligned.buffer, start, length / 2);
    this.#words = new Uint32Array(aligned.buffer, start, length / 4);
    this.#times = new Float64Array(aligned.buffer, start, length / 8);
  }

  /** Moves to the next record; false at the end. */
  next(): boolean {
    return ++this.#index < this.recordCount;
  }

  /** Back to before the first record. */
  rewind(): void {
    this.#index = -1;
  }

  get kind(): EventKind {
    return (this.#bytes[this.#index * 32 + RecordByte.kind] ?? 0) as EventKind;
  }
  get flags(): number {
    return this.#bytes[this.#index * 32 + RecordByte.flags] ?? 0;
  }
  get slot(): number {
    return this.#halves[this.#index * 16 + RECORD_SLOT] ?? 0;
  }
  get task(): number {
    return this.#words[this.#index * 8 + RecordWord.task] ?? 0;
  }
  get detail(): number {
    return this.#words[this.#index * 8 + RecordWord.detail] ?? 0;
  }
  get tag(): number {
    return this.#words[this.#index * 8 + RecordWord.tag] ?? 0;
  }
  get at(): Nanoseconds {
    return nanoseconds(this.#times[this.#index * 4 + RecordTime.at] ?? 0);
  }
  get other(): number {
    return this.#times[this.#index * 4 + RecordTime.other] ?? 0;
  }
}

function readHeader(bytes: Uint8Array, name: string): ShardHeader {
  if (bytes.byteLength < HEADER_BYTES) {
    throw new UnreadableShardError(
      `${name} has ${bytes.byteLength} bytes, less than a shard's header of ${HEADER_BYTES}; it is not a history shard, or its writer died while it was opened.`,
    );
  }
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_BYTES / 4);
  const times = new Float64Array(bytes.buffer, bytes.byteOffset, HEADER_BYTES / 8);
  const word = (index: number): number => words[index] ?? 0;
  if (word(HeaderWord.magic) !== MAGIC) {
    throw new UnreadableShardError(
      `${name} does not begin with a shard's magic number; it is not a history shard, or was written on a host of the other byte order.`,
    );
  }
  if (word(HeaderWord.version) !== SHARD_VERSION || word(HeaderWord.recordBytes) !== RECORD_BYTES) {
    throw new UnreadableShardError(
      `${name} is of shard version ${word(HeaderWord.version)} with records of ${word(HeaderWord.recordBytes)} bytes; this Fairhare reads version ${SHARD_VERSION} with ${RECORD_BYTES}. Read it with the Fairhare that wrote it.`,
    );
  }
  return {
    role: word(HeaderWord.role) as Role,
    process: word(HeaderWord.process),
    incarnation: word(HeaderWord.incarnation),
    pid: word(HeaderWord.pid),
    openedAt: nanoseconds(times[HEADER_OPENED_AT] ?? 0),
  };
}
