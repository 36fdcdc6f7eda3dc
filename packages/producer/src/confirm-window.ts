// Which publishes wait for the broker's answer. Delivery tags of a channel count from 1 in the order of
// the publishes, and at most `size` are open, so a ring of that size holds them all.

export class ConfirmWindow {
  /** Task of tag t at t % size; 0 when answered. */
  readonly #tasks: Uint32Array;
  readonly #size: number;
  /** Lowest tag without an answer, and the next tag to be given. */
  #lowest = 1;
  #next = 1;
  #outstanding = 0;

  constructor(size: number) {
    this.#size = size;
    this.#tasks = new Uint32Array(size);
  }

  /** Publishes that wait for an answer. */
  get outstanding(): number {
    return this.#outstanding;
  }

  /** Publishes that may still leave: tags must stay within one turn of the ring. */
  get room(): number {
    return this.#size - (this.#next - this.#lowest);
  }

  /** The next tag is this task's. The caller has seen to it that there is room. */
  published(task: number): void {
    this.#tasks[this.#next++ % this.#size] = task;
    this.#outstanding++;
  }

  /** Tasks that wait for an answer, in the order of their publishes. */
  *open(): Iterable<number> {
    for (let tag = this.#lowest; tag < this.#next; tag++) {
      const task = this.#tasks[tag % this.#size];
      if (task !== undefined && task !== 0) yield task;
    }
  }

  /** Hands every task that this answer settles to `settle`, in the order of their tags. */
  answered(tag: number, multiple: boolean, settle: (task: number) => void): void {
    for (let current = multiple ? this.#lowest : tag; current <= tag; current++) {
      const task = this.#tasks[current % this.#size];
      if (task === undefined || task === 0) continue;
      this.#tasks[current % this.#size] = 0;
      this.#outstanding--;
      settle(task);
    }
    while (this.#lowest < this.#next && this.#tasks[this.#lowest % this.#size] === 0) this.#lowest++;
  }
}
