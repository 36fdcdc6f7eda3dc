// Reads a shard: its header, then its reliable records. Damage is reported in `integrity`; only a file without a valid
// header throws. One cursor moves over the records in place, so that millions of events allocate no objects.
import { nanoseconds, type Nanoseconds } from "@fairhare/core";
import { EventKind } from "./event.ts";
import { HEADER_BYTES, RECORD_BYTES, RECORD_SLOT, RecordByte, RecordTime, RecordWord } from "./layout.ts";
import { readShardHeader, type ShardHeader } from "./shard-header.ts";
import { inspectShard, type ShardIntegrity } from "./shard-integrity.ts";

/** One event at a time: the fields are those of the record at the cursor. Seals are skipped. */
export class RecordCursor {
  readonly #length: number;
  readonly #bytes: Uint8Array;
  readonly #halves: Uint16Array;
  readonly #words: Uint32Array;
  readonly #times: Float64Array;
  #index = -1;

  /** `records` must begin at an 8-byte boundary; an incomplete record at the end is ignored. */
  constructor(records: Uint8Array) {
    this.#length = Math.floor(records.byteLength / RECORD_BYTES);
    const length = this.#length * RECORD_BYTES;
    const { buffer, byteOffset } = records;
    this.#bytes = new Uint8Array(buffer, byteOffset, length);
    this.#halves = new Uint16Array(buffer, byteOffset, length / 2);
    this.#words = new Uint32Array(buffer, byteOffset, length / 4);
    this.#times = new Float64Array(buffer, byteOffset, length / 8);
  }

  /** Moves to the next record; false at the end. */
  next(): boolean {
    while (++this.#index < this.#length) {
      const { kind } = this;
      if (kind !== EventKind.sealed && kind !== EventKind.closing) return true;
    }
    return false;
  }

  /** Moves back to before the first record. */
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

/** A whole shard: the cursor moves over its records up to the first damage. */
export class ShardReader extends RecordCursor {
  readonly header: ShardHeader;
  readonly integrity: ShardIntegrity;

  /** `name` is used in error messages. Bytes without 8-byte alignment are copied once. Throws UnreadableShardError. */
  constructor(shard: Uint8Array, name = "shard") {
    const aligned = shard.byteOffset % 8 === 0 ? shard : new Uint8Array(shard);
    const header = readShardHeader(aligned, name);
    const integrity = inspectShard(aligned, header);
    super(aligned.subarray(HEADER_BYTES, integrity.end));
    this.header = header;
    this.integrity = integrity;
  }

  get recordCount(): number {
    return this.integrity.records;
  }
}
