// Virtual time for the fleet in memory: what was put off is done in the order of its time. Milliseconds.

export class Clockwork {
  now = 0;
  readonly #queue: { readonly at: number; readonly act: () => void }[] = [];

  after(delay: number, act: () => void): void {
    const at = this.now + delay;
    const behind = this.#queue.findLastIndex((item) => item.at <= at);
    this.#queue.splice(behind + 1, 0, { at, act });
  }

  /** Until nothing is left to do. */
  run(): void {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      this.now = next.at;
      next.act();
    }
  }
}
