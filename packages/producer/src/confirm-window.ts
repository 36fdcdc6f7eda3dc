// The publishes that wait for a confirm. Delivery tags of a channel count from 1 in publish order, and at most `size`
// are unconfirmed, so a ring of that size holds them all.

export class ConfirmWindow {
  /** The task of tag t, at index t % size; 0 when confirmed. */
  readonly #tasks: Uint32Array;
  readonly #size: number;
  /** Lowest unconfirmed tag. */
  #lowest = 1;
  /** Tag of the next publish. */
  #next = 1;
  #outstanding = 0;

  constructor(size: number) {
    this.#size = size;
    this.#tasks = new Uint32Array(size);
  }

  /** Number of unconfirmed publishes. */
  get outstanding(): number {
    return this.#outstanding;
  }

  /** Number of publishes that are allowed now: unconfirmed tags must fit into one turn of the ring. */
  get room(): number {
    return this.#size - (this.#next - this.#lowest);
  }

  /** Assigns the next tag to this task. The caller has checked `room`. */
  published(task: number): void {
    this.#tasks[this.#next++ % this.#size] = task;
    this.#outstanding++;
  }

  /** Unconfirmed tasks, in publish order. */
  *open(): Iterable<number> {
    for (let tag = this.#lowest; tag < this.#next; tag++) {
      const task = this.#tasks[tag % this.#size];
      if (task !== undefined && task !== 0) yield task;
    }
  }

  /** Calls `settle` for every task that this confirm or nack settles, in tag order. */
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
