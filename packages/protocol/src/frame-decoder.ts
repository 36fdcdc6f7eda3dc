// Restores the records of a packed frame, byte for byte.
import { EventKind } from "./event.ts";
import { RECORD_BYTES, RECORD_SLOT, RECORD_WORDS, RecordByte, RecordTime, RecordWord } from "./layout.ts";
import { Packed } from "./pack-format.ts";
import { RecordMemory } from "./record-memory.ts";
import type { RecordViews } from "./record-views.ts";

export class FrameDecoder {
  readonly #memory = new RecordMemory();
  readonly #float = new Float64Array(1);
  readonly #floatBytes = new Uint8Array(this.#float.buffer);
  #from: Uint8Array = new Uint8Array(0);
  #position = 0;

  /** Fills the first `count` records; false if the bytes are not those of `count` records. */
  decode(packed: Uint8Array, into: RecordViews, count: number): boolean {
    this.#memory.reset();
    this.#from = packed;
    this.#position = 0;
    for (let index = 0; index < count; index++) {
      if (this.#position >= packed.byteLength) return false;
      const kind = this.#byte();
      const mask = this.#byte();
      if ((kind === EventKind.sealed || kind === EventKind.closing) && (mask & Packed.exactTime) === 0)
        this.#seal(into, index, kind, mask);
      else this.#record(into, index, kind, mask);
    }
    return this.#position === packed.byteLength;
  }

  #record({ bytes, halves, words, times }: RecordViews, index: number, kind: number, mask: number): void {
    const memory = this.#memory;
    const at = (mask & Packed.exactTime) === 0 ? memory.at + this.#signed() : this.#exact();
    if (at !== 0) memory.at = at;
    if ((mask & Packed.slot) !== 0) memory.slot[kind] = this.#unsigned();
    if ((mask & Packed.task) !== 0) memory.taskStep[kind] = this.#signed();
    let other = 0;
    if ((mask & Packed.other) !== 0) other = at - this.#signed();
    else if ((mask & Packed.exactOther) !== 0) other = this.#exact();
    if ((mask & Packed.detail) !== 0) memory.detail[kind] = this.#unsigned();
    if ((mask & Packed.tag) !== 0) memory.tagStep[kind] = this.#signed();
    if ((mask & Packed.flags) !== 0) memory.flags[kind] = this.#byte();
    const task = ((memory.task[kind] ?? 0) + (memory.taskStep[kind] ?? 0)) | 0;
    const tag = ((memory.tag[kind] ?? 0) + (memory.tagStep[kind] ?? 0)) | 0;
    memory.task[kind] = task;
    memory.tag[kind] = tag;
    bytes[index * RECORD_BYTES + RecordByte.kind] = kind;
    bytes[index * RECORD_BYTES + RecordByte.flags] = memory.flags[kind] ?? 0;
    halves[index * 16 + RECORD_SLOT] = memory.slot[kind] ?? 0;
    const word = index * RECORD_WORDS;
    words[word + RecordWord.task] = task;
    words[word + RecordWord.detail] = memory.detail[kind] ?? 0;
    words[word + RecordWord.tag] = tag;
    times[index * 4 + RecordTime.at] = at;
    times[index * 4 + RecordTime.other] = other;
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
