// Which tasks are heavy, as their producers recorded it: one byte for each task.
import { EventFlag } from "@fairhare/protocol";

const INITIAL_TASKS = 1_024;
/** Damaged records may have any number: nothing is remembered of tasks beyond. */
const TASKS_AT_MOST = 2 ** 26;

export class HeavyTasks {
  #flags = new Uint8Array(INITIAL_TASKS);
  #hasAny = false;

  /** Whether a heavy task is known. */
  get hasAny(): boolean {
    return this.#hasAny;
  }

  /** `flags` of the record of the publish. */
  add(task: number, flags: number): void {
    if ((flags & EventFlag.heavy) === 0 || task >= TASKS_AT_MOST) return;
    this.#hasAny = true;
    if (task >= this.#flags.length) {
      const grown = new Uint8Array(2 ** Math.ceil(Math.log2(task + 1)));
      grown.set(this.#flags);
      this.#flags = grown;
    }
    this.#flags[task] = 1;
  }

  /** False for a task whose publish was not read yet. */
  has(task: number): boolean {
    return this.#flags[task] === 1;
  }
}
