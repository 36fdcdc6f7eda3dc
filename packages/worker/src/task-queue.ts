// A first-in-first-out queue in a growing ring: an unlimited prefetch may buffer any number of tasks, and `Array.shift`
// would move all of them each time.
import { nanoseconds, type Nanoseconds } from "@fairhare/core";

const INITIAL_CAPACITY = 64;
/** Numbers per entry: task, tag, cost. */
const WIDTH = 3;

/** After `shift` has returned true, `task`, `tag` and `cost` belong to the removed entry. */
export class TaskQueue {
  task = 0;
  tag = 0;
  cost: Nanoseconds = nanoseconds(0);
  #ring = new Float64Array(INITIAL_CAPACITY * WIDTH);
  #capacity = INITIAL_CAPACITY;
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(task: number, tag: number, cost: Nanoseconds): void {
    if (this.#length === this.#capacity) this.#grow();
    const at = ((this.#head + this.#length) % this.#capacity) * WIDTH;
    this.#ring[at] = task;
    this.#ring[at + 1] = tag;
    this.#ring[at + 2] = cost;
    this.#length++;
  }

  shift(): boolean {
    if (this.#length === 0) return false;
    const at = this.#head * WIDTH;
    this.task = this.#ring[at] ?? 0;
    this.tag = this.#ring[at + 1] ?? 0;
    this.cost = nanoseconds(this.#ring[at + 2] ?? 0);
    this.#head = (this.#head + 1) % this.#capacity;
    this.#length--;
    return true;
  }

  clear(): void {
    this.#length = 0;
  }

  #grow(): void {
    const grown = new Float64Array(this.#capacity * 2 * WIDTH);
    grown.set(this.#ring.subarray(this.#head * WIDTH));
    grown.set(this.#ring.subarray(0, this.#head * WIDTH), (this.#capacity - this.#head) * WIDTH);
    this.#ring = grown;
    this.#head = 0;
    this.#capacity *= 2;
  }
}
