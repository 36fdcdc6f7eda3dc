// Virtual time: runs scheduled steps in the order of their time, and settles all promises between two steps.
// Milliseconds inside; `now` returns nanoseconds.
import { nanoseconds, type Nanoseconds, type Timers } from "@fairhare/core";

interface Step {
  readonly at: number;
  readonly order: number;
  act: (() => void) | null;
}

/** Far from zero, so that a missing time is not mistaken for a real one. */
const EPOCH_MS = 1_000_000;

export class VirtualTime implements Timers {
  #now = EPOCH_MS;
  #order = 0;
  /** A binary heap, by time and then by order of scheduling. */
  readonly #heap: Step[] = [];
  steps = 0;

  now(): Nanoseconds {
    return nanoseconds(this.#now * 1e6);
  }

  /** Milliseconds since the beginning. */
  get elapsed(): number {
    return this.#now - EPOCH_MS;
  }

  after(milliseconds: number, act: () => void): () => void {
    const step: Step = { at: this.#now + Math.max(0, milliseconds), order: this.#order++, act };
    this.#push(step);
    return () => {
      step.act = null;
    };
  }

  soon(act: () => void): void {
    this.after(0, act);
  }

  /** Runs steps until `work` settles. Throws when no step is left or a limit is exceeded. */
  async run<T>(work: Promise<T>, limits: { readonly elapsedMs: number; readonly steps: number }): Promise<T> {
    const state: { outcome: (() => T) | null } = { outcome: null };
    work.then(
      (value) => (state.outcome = () => value),
      (error: unknown) => {
        state.outcome = () => {
          throw error;
        };
      },
    );
    for (;;) {
      await turn();
      if (state.outcome !== null) return state.outcome();
      const step = this.#pop();
      if (step === undefined) throw new Error(`no step is left after ${this.elapsed} ms, and the run has not ended`);
      if (step.act === null) continue;
      this.#now = step.at;
      this.steps++;
      if (this.elapsed > limits.elapsedMs || this.steps > limits.steps)
        throw new Error(`the run has not ended after ${this.elapsed} ms of virtual time and ${this.steps} steps`);
      step.act();
    }
  }

  #push(step: Step): void {
    const heap = this.#heap;
    let place = heap.push(step) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!precedes(step, this.#at(parent))) break;
      heap[place] = this.#at(parent);
      place = parent;
    }
    heap[place] = step;
  }

  #pop(): Step | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(this.#at(child + 1), this.#at(child))) child++;
      if (!precedes(this.#at(child), last)) break;
      heap[place] = this.#at(child);
      place = child;
    }
    heap[place] = last;
    return top;
  }

  #at(place: number): Step {
    const step = this.#heap[place];
    if (step === undefined) throw new Error(`the heap has no step ${place}`);
    return step;
  }
}

const precedes = (a: Step, b: Step): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Resolves after the callbacks of all settled promises have run. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
