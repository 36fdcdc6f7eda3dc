// Timers of a test: time passes only when the test says so.
import { nanoseconds, type Timers } from "@fairhare/core";

export class VirtualTimers implements Timers {
  #now = 0;
  readonly #due = new Set<{ readonly at: number; readonly act: () => void }>();

  /** Timers that have not acted. */
  get waiting(): number {
    return this.#due.size;
  }

  now = () => nanoseconds(this.#now * 1e6);

  after(milliseconds: number, act: () => void): () => void {
    const timer = { at: this.#now + milliseconds, act };
    this.#due.add(timer);
    return () => void this.#due.delete(timer);
  }

  soon(act: () => void): void {
    this.after(0, act);
  }

  /** The event loop stands still for this time: timers that were due meanwhile act late. */
  stall(milliseconds: number): void {
    this.#now += milliseconds;
    this.pass(0);
  }

  /** Timers that are due on the way act in order. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#due].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#due.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
    }
    this.#now = end;
  }
}
