// Restores the records of a packed frame, byte for byte.
import { EventKind } from "../event.ts";
import { RECORD_BYTES, RECORD_SLOT, RECORD_WORDS, RecordByte, RecordTime, RecordWord } from "../layout.ts";
import { Packed } from "./pack-format.ts";
import { RecordMemory } from "./record-memory.ts";
import type { RecordViews } from "../shard/record-views.ts";

/** The fields of a record that are rarely stored. */
const RARE = 255 & ~(Packed.task | Packed.other);
const KINDS = 256;

export class FrameDecoder {
  readonly #memory = new RecordMemory();
  /** By kind: the first word of a record, with kind, flags and slot. */
  readonly #heads = new Uint32Array(KINDS);
  readonly #headBytes = new Uint8Array(this.#heads.buffer);
  readonly #headHalves = new Uint16Array(this.#heads.buffer);
  readonly #float = new Float64Array(1);
  readonly #floatBytes = new Uint8Array(this.#float.buffer);
  #from: Uint8Array = new Uint8Array(0);
  #position = 0;
  /** `#short` met a number of more than four bytes. */
  #isLong = false;

  /** Fills the first `count` records; false if the bytes are not those of `count` records. */
  decode(packed: Uint8Array, into: RecordViews, count: number): boolean {
    this.#reset(packed);
    const heads = this.#heads;
    const { words, times } = into;
    const { detail, task: tasks, taskStep, tag: tags, tagStep } = this.#memory;
    let before = 0;
    for (let index = 0; index < count; index++) {
      const position = this.#position;
      if (position >= packed.byteLength) return false;
      const kind = packed[position] ?? 0;
      const mask = packed[position + 1] ?? 0;
      this.#position = position + 2;
      const isSeal = kind === EventKind.sealed || kind === EventKind.closing;
      if (isSeal && (mask & Packed.exactTime) === 0) {
        this.#seal(into, index, kind, mask);
        continue;
      }
      if ((mask & RARE) !== 0) {
        before = this.#record(into, index, kind, mask, before);
        continue;
      }
      // The same as `#record` for nine of ten records, in whole numbers of 32 bits instead of floats.
      const at = before + this.#short();
      if ((mask & Packed.task) !== 0) taskStep[kind] = this.#short();
      const other = (mask & Packed.other) === 0 ? 0 : at - this.#short();
      if (this.#isLong) {
        this.#isLong = false;
        this.#position = position + 2;
        before = this.#record(into, index, kind, mask, before);
        continue;
      }
      if (at !== 0) before = at;
      const task = ((tasks[kind] ?? 0) + (taskStep[kind] ?? 0)) | 0;
      const tag = ((tags[kind] ?? 0) + (tagStep[kind] ?? 0)) | 0;
      tasks[kind] = task;
      tags[kind] = tag;
      const word = index * RECORD_WORDS;
      words[word] = heads[kind] ?? 0;
      words[word + RecordWord.task] = task;
      words[word + RecordWord.detail] = detail[kind] ?? 0;
      words[word + RecordWord.tag] = tag;
      times[index * 4 + RecordTime.at] = at;
      times[index * 4 + RecordTime.other] = other;
    }
    return this.#position === packed.byteLength;
  }

  #reset(packed: Uint8Array): void {
    this.#memory.reset();
    this.#heads.fill(0);
    for (let kind = 0; kind < KINDS; kind++) this.#headBytes[kind * 4 + RecordByte.kind] = kind;
    this.#from = packed;
    this.#position = 0;
    this.#isLong = false;
  }

  /** `before`: the time of the record before. Returns that of this one or, if it has none, `before`. */
  #record({ words, times }: RecordViews, index: number, kind: number, mask: number, before: number): number {
    const memory = this.#memory;
    const at = (mask & Packed.exactTime) === 0 ? before + this.#signed() : this.#exact();
    if ((mask & Packed.slot) !== 0) this.#headHalves[kind * 2 + RECORD_SLOT] = this.#unsigned();
    if ((mask & Packed.task) !== 0) memory.taskStep[kind] = this.#signed();
    let other = 0;
    if ((mask & Packed.other) !== 0) other = at - this.#signed();
    else if ((mask & Packed.exactOther) !== 0) other = this.#exact();
    if ((mask & Packed.detail) !== 0) memory.detail[kind] = this.#unsigned();
    if ((mask & Packed.tag) !== 0) memory.tagStep[kind] = this.#signed();
    if ((mask & Packed.flags) !== 0) this.#headBytes[kind * 4 + RecordByte.flags] = this.#byte();
    const task = ((memory.task[kind] ?? 0) + (memory.taskStep[kind] ?? 0)) | 0;
    const tag = ((memory.tag[kind] ?? 0) + (memory.tagStep[kind] ?? 0)) | 0;
    memory.task[kind] = task;
    memory.tag[kind] = tag;
    const word = index * RECORD_WORDS;
    words[word] = this.#heads[kind] ?? 0;
    words[word + RecordWord.task] = task;
    words[word + RecordWord.detail] = memory.detail[kind] ?? 0;
    words[word + RecordWord.tag] = tag;
    times[index * 4 + RecordTime.at] = at;
    times[index * 4 + RecordTime.other] = other;
    return at === 0 ? before : at;
  }

  #seal({ bytes, words, times }: RecordViews, index: number, kind: number, mask: number): void {
    const memory = this.#memory;
    if ((mask & Packed.tag) !== 0) memory.count += this.#signed();
    memory.total += memory.count + ((mask & Packed.other) === 0 ? 0 : this.#signed());
    const word = index * RECORD_WORDS;
    words.fill(0, word, word + RECORD_WORDS);
    bytes[index * RECORD_BYTES + RecordByte.kind] = kind;
    words[word + RecordWord.tag] = memory.count;
    times[index * 4 + RecordTime.other] = memory.total;
    let sum = 0;
    for (let shift = 0; shift < 32; shift += 8) sum |= this.#byte() << shift;
    words[word + RecordWord.detail] = sum;
  }

  /** A signed number of at most four bytes; for a longer one, sets `#isLong`. */
  #short(): number {
    const from = this.#from;
    let position = this.#position;
    let byte = from[position++] ?? 0;
    let value = byte & 127;
    for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
      byte = from[position++] ?? 0;
      value |= (byte & 127) << shift;
    }
    if (byte > 127) this.#isLong = true;
    this.#position = position;
    return (value >>> 1) ^ -(value & 1);
  }

  /** 0 after the end. */
  #byte(): number {
    return this.#from[this.#position++] ?? 0;
  }

  #unsigned(): number {
    const from = this.#from;
    let position = this.#position;
    let byte = from[position++] ?? 0;
    let value = byte & 127;
    for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
      byte = from[position++] ?? 0;
      value |= (byte & 127) << shift;
    }
    for (let factor = 2 ** 28; byte > 127 && factor < 2 ** 56; factor *= 128) {
      byte = from[position++] ?? 0;
      value += (byte & 127) * factor;
    }
    this.#position = position;
    return value;
  }

  #signed(): number {
    const value = this.#unsigned();
    if (value < 2 ** 31) return (value >>> 1) ^ -(value & 1);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #exact(): number {
    for (let index = 0; index < 8; index++) this.#floatBytes[index] = this.#byte();
    return this.#float[0] ?? 0;
  }
}
