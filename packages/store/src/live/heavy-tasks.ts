// Which tasks are heavy, as their producers recorded it: one bit for each task.
import { EventFlag } from "@fairhare/protocol";

const INITIAL_BYTES = 128;
/** Damaged records may have any number: nothing is remembered of tasks beyond. */
const TASKS_AT_MOST = 2 ** 26;

export class HeavyTasks {
  #bits = new Uint8Array(INITIAL_BYTES);
  #hasAny = false;

  /** Whether a heavy task is known. */
  get hasAny(): boolean {
    return this.#hasAny;
  }

  /** `flags` of the record of the publish. */
  add(task: number, flags: number): void {
    if ((flags & EventFlag.heavy) === 0 || task >= TASKS_AT_MOST) return;
    this.#hasAny = true;
    const byte = task >>> 3;
    if (byte >= this.#bits.length) {
      const grown = new Uint8Array(2 ** Math.ceil(Math.log2(byte + 1)));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[byte] = (this.#bits[byte] ?? 0) | (1 << (task & 7));
  }

  /** False for a task whose publish was not read yet. */
  has(task: number): boolean {
    return task < TASKS_AT_MOST && ((this.#bits[task >>> 3] ?? 0) & (1 << (task & 7))) !== 0;
  }
}
