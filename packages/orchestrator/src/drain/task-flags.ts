// One byte of flags for each task number, in an array that grows with the largest number seen.

const INITIAL_TASKS = 1_024;

export class TaskFlags {
  #bytes = new Uint8Array(INITIAL_TASKS);

  /** The flags of the task, at first 0. */
  of(task: number): number {
    return this.#bytes[task] ?? 0;
  }

  /** Returns false when the task has the flag already. */
  set(task: number, flag: number): boolean {
    const before = this.of(task);
    if ((before & flag) !== 0) return false;
    if (task >= this.#bytes.length) this.#growTo(task);
    this.#bytes[task] = before | flag;
    return true;
  }

  #growTo(task: number): void {
    const grown = new Uint8Array(2 ** Math.ceil(Math.log2(task + 1)));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
