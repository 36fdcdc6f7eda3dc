// Reads encoded records one after the other. The cursor moves over them in place, so that millions of events allocate no
// objects.
import { nanoseconds, type Nanoseconds } from "@fairhare/core";
import { EventKind } from "../event.ts";
import { RecordByte, RecordTime, RecordWord, RECORD_BYTES, RECORD_SLOT } from "../layout.ts";
import { NO_RECORDS, type RecordViews, viewsOf } from "./record-views.ts";

/** One event at a time: the fields are those of the record at the cursor. Seals are skipped. */
export class RecordCursor {
  #count = 0;
  #bytes = NO_RECORDS.bytes;
  #halves = NO_RECORDS.halves;
  #words = NO_RECORDS.words;
  #times = NO_RECORDS.times;
  #index = -1;

  /** `records` must begin at an 8-byte boundary; an incomplete record at the end is ignored. */
  constructor(records?: Uint8Array) {
    if (records !== undefined) this.show(viewsOf(records), Math.floor(records.byteLength / RECORD_BYTES));
  }

  /** Moves to the next record; false at the end. */
  next(): boolean {
    for (;;) {
      while (++this.#index < this.#count) {
        const kind = this.#bytes[this.#index * 32 + RecordByte.kind];
        if (kind !== EventKind.sealed && kind !== EventKind.closing) return true;
      }
      if (!this.refill()) return false;
    }
  }

  /** Moves back to before the first record. */
  rewind(): void {
    this.#index = -1;
  }

  /** Shows further records, if there are any. */
  protected refill(): boolean {
    return false;
  }

  /** Moves the cursor to before the first of these records. */
  protected show({ bytes, halves, words, times }: RecordViews, count: number): void {
    this.#bytes = bytes;
    this.#halves = halves;
    this.#words = words;
    this.#times = times;
    this.#count = count;
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
