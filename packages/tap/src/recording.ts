// The shard of one incarnation. All records of a chunk have the same time, and a failed write ends the recording, not the
// connections.
import type { ShardWriter } from "@fairhare/child";
import { messageOf, type Nanoseconds, nanoseconds, type Timers } from "@fairhare/core";
import type { EventKind } from "@fairhare/protocol";

export class Recording {
  /** The time of the chunk that is being read. */
  now: Nanoseconds = nanoseconds(0);
  readonly #slot: number;
  readonly #shard: ShardWriter;
  readonly #clock: Timers;
  readonly #onProblem: (problem: string) => void;
  #isOpen = true;
  /** There are records that are not written. */
  #isDirty = false;
  #isScheduled = false;
  readonly #run = (): void => {
    this.#isScheduled = false;
    this.flush();
  };

  constructor(slot: number, shard: ShardWriter, clock: Timers, onProblem: (problem: string) => void) {
    this.#slot = slot;
    this.#shard = shard;
    this.#clock = clock;
    this.#onProblem = onProblem;
  }

  /** A new chunk has arrived. */
  tick(): void {
    this.now = this.#clock.now();
  }

  append(kind: EventKind, task = 0, other = 0, flags = 0, detail = 0, tag = 0): void {
    this.appendAt(this.now, kind, task, other, flags, detail, tag);
  }

  appendAt(at: number, kind: EventKind, task: number, other: number, flags: number, detail: number, tag: number): void {
    if (!this.#isOpen) return;
    this.#isDirty = true;
    try {
      this.#shard.append(kind, at, this.#slot, task, other, flags, detail, tag);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Returns when every record is in the kernel. What a client sent must be there before the broker has it. */
  flush(): void {
    if (!this.#isDirty || !this.#isOpen) return;
    this.#isDirty = false;
    try {
      this.#shard.flush();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Group commit: one write for all chunks of this turn of the event loop. */
  flushSoon(): void {
    if (!this.#isDirty || this.#isScheduled) return;
    this.#isScheduled = true;
    this.#clock.soon(this.#run);
  }

  close(): void {
    if (!this.#isOpen) return;
    try {
      this.#shard[Symbol.dispose]();
    } catch (error) {
      this.#fail(error);
    }
    this.#isOpen = false;
  }

  #fail(error: unknown): void {
    this.#isOpen = false;
    this.#onProblem(`The history could not be written: ${messageOf(error)}.`);
  }
}
