// The tasks whose publishes a lost connection left without an answer, in the order in which they are published again. There may
// be as many of them as the confirm window is large, a million.

export class LostPublishes {
  #tasks: number[] = [];
  /** Those before it are taken. */
  #next = 0;

  get isEmpty(): boolean {
    return this.#next === this.#tasks.length;
  }

  add(tasks: Iterable<number>): void {
    // One by one: a call with all of them as arguments exceeds the stack.
    for (const task of tasks) this.#tasks.push(task);
  }

  /** The next ones, at most so many. */
  take(count: number): readonly number[] {
    const taken = this.#tasks.slice(this.#next, this.#next + count);
    this.#next += taken.length;
    if (!this.isEmpty) return taken;
    this.#tasks = [];
    this.#next = 0;
    return taken;
  }
}
