// Packs the records of a shard into frames: differences instead of values, and only the fields that are not as expected.
import { EventKind } from "../event.ts";
import { RECORD_BYTES, RECORD_SLOT, RECORD_WORDS, RecordByte, RecordTime, RecordWord } from "../layout.ts";
import { FRAME_RECORDS, Packed } from "./pack-format.ts";
import { RecordMemory } from "./record-memory.ts";
import type { RecordViews } from "../shard/record-views.ts";

/** Two bytes, and each field at its longest. */
const LONGEST = 2 + 3 + 8 + 8 + 9 + 5 + 8 + 1;
/** Above, a difference of two times may be inexact. */
const LARGEST = 2 ** 51;

export class FrameEncoder {
  readonly #memory = new RecordMemory();
  readonly bytes = new Uint8Array(FRAME_RECORDS * LONGEST);
  readonly #float = new Float64Array(1);
  readonly #floatBytes = new Uint8Array(this.#float.buffer);
  #length = 0;

  /** Returns the number of `bytes` that the first `count` records take. */
  encode(views: RecordViews, count: number): number {
    this.#memory.reset();
    this.#length = 0;
    for (let index = 0; index < count; index++) this.#record(views, index);
    return this.#length;
  }

  #record({ bytes, halves, words, times }: RecordViews, index: number): void {
    const memory = this.#memory;
    const kind = bytes[index * RECORD_BYTES + RecordByte.kind] ?? 0;
    const flags = bytes[index * RECORD_BYTES + RecordByte.flags] ?? 0;
    const slot = halves[index * 16 + RECORD_SLOT] ?? 0;
    const word = index * RECORD_WORDS;
    const task = words[word + RecordWord.task] ?? 0;
    const detail = words[word + RecordWord.detail] ?? 0;
    const tag = words[word + RecordWord.tag] ?? 0;
    const at = times[index * 4 + RecordTime.at] ?? 0;
    const other = times[index * 4 + RecordTime.other] ?? 0;
    const isSeal = kind === EventKind.sealed || kind === EventKind.closing;
    if (isSeal && isRegularSeal(slot, flags, task, at, other)) return this.#seal(kind, tag, other, detail);
    const taskStep = (task - (memory.task[kind] ?? 0)) | 0;
    const tagStep = (tag - (memory.tag[kind] ?? 0)) | 0;
    const isAtWhole = isWhole(at) && isWhole(memory.at) && !isSeal;
    const isOtherZero = Object.is(other, 0);
    const isOtherWhole = isWhole(other) && isWhole(at);
    const otherBits = isOtherZero ? 0 : isOtherWhole ? Packed.other : Packed.exactOther;
    const mask =
      (slot === memory.slot[kind] ? 0 : Packed.slot) |
      (taskStep === memory.taskStep[kind] ? 0 : Packed.task) |
      (isAtWhole ? 0 : Packed.exactTime) |
      otherBits |
      (detail === memory.detail[kind] ? 0 : Packed.detail) |
      (tagStep === memory.tagStep[kind] ? 0 : Packed.tag) |
      (flags === memory.flags[kind] ? 0 : Packed.flags);
    this.bytes[this.#length++] = kind;
    this.bytes[this.#length++] = mask;
    if (isAtWhole) this.#signed(at - memory.at);
    else this.#exact(at);
    if ((mask & Packed.slot) !== 0) this.#unsigned(slot);
    if ((mask & Packed.task) !== 0) this.#signed(taskStep);
    if (otherBits === Packed.other) this.#signed(at - other);
    else if (otherBits === Packed.exactOther) this.#exact(other);
    if ((mask & Packed.detail) !== 0) this.#unsigned(detail);
    if ((mask & Packed.tag) !== 0) this.#signed(tagStep);
    if ((mask & Packed.flags) !== 0) this.bytes[this.#length++] = flags;
    memory.remember(kind, slot, flags, detail, task, taskStep, tag, tagStep);
    if (at !== 0) memory.at = at;
  }

  /** A seal has no time, counts the records since the last one, and its checksum follows from nothing. */
  #seal(kind: number, count: number, total: number, sum: number): void {
    const memory = this.#memory;
    const expected = memory.total + count;
    const step = count - memory.count;
    this.bytes[this.#length++] = kind;
    this.bytes[this.#length++] = (step === 0 ? 0 : Packed.tag) | (total === expected ? 0 : Packed.other);
    if (step !== 0) this.#signed(step);
    if (total !== expected) this.#signed(total - expected);
    for (let shift = 0; shift < 32; shift += 8) this.bytes[this.#length++] = (sum >>> shift) & 255;
    memory.count = count;
    memory.total = total;
  }

  /** Below 2^53: seven bits a byte, the lowest first; a set high bit says that more follow. */
  #unsigned(value: number): void {
    let rest = value;
    while (rest >= 2 ** 31) {
      this.bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.#length++] = rest;
  }

  #signed(value: number): void {
    this.#unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #exact(value: number): void {
    this.#float[0] = value;
    this.bytes.set(this.#floatBytes, this.#length);
    this.#length += 8;
  }
}

const isRegularSeal = (slot: number, flags: number, task: number, at: number, total: number): boolean =>
  slot === 0 && flags === 0 && task === 0 && Object.is(at, 0) && isWhole(total);

/** A whole number whose differences are exact; negative zero is none. */
const isWhole = (value: number): boolean =>
  value > -LARGEST && value < LARGEST && Math.floor(value) === value && !Object.is(value, -0);
