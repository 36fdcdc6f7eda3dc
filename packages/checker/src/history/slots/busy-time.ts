// The busy time of a program's slots, of which only deliveries and acks are seen: ∫ min(tasks in work, concurrency) dt. A
// program that acknowledges out of order, or forgets to acknowledge, seems to work on several tasks at once; its busy time
// stays within its life.

/** A stretch of time, nanoseconds, with this number of tasks in work; `task` is one of them. */
export type AddBusy = (slot: number, task: number, from: number, to: number, tasks: number) => void;

export class BusyTime {
  readonly #concurrency: number;
  readonly #add: AddBusy;
  /** By slot. */
  readonly #inWork: number[] = [];
  /** By slot: the task that began last. */
  readonly #latest: number[] = [];
  /** By slot: up to when its time is added; nanoseconds. */
  readonly #addedTo: number[] = [];

  /** `add` receives stretches that do not overlap. */
  constructor(concurrency: number, add: AddBusy) {
    this.#concurrency = concurrency;
    this.#add = add;
  }

  begin(slot: number, task: number, at: number): void {
    this.#pass(slot, this.#latest[slot] ?? task, at);
    this.#inWork[slot] = (this.#inWork[slot] ?? 0) + 1;
    this.#latest[slot] = task;
  }

  /** `from` counts only for work whose beginning was not recorded. */
  end(slot: number, task: number, from: number, to: number): void {
    const inWork = this.#inWork[slot] ?? 0;
    if (inWork === 0) this.#pass(slot, task, from);
    this.#inWork[slot] = Math.max(1, inWork);
    this.#pass(slot, task, to);
    this.#inWork[slot] = Math.max(0, inWork - 1);
  }

  /** Time does not go back: a record of an earlier time adds nothing. */
  #pass(slot: number, task: number, at: number): void {
    const from = this.#addedTo[slot] ?? -Infinity;
    if (at <= from) return;
    this.#addedTo[slot] = at;
    const tasks = Math.min(this.#inWork[slot] ?? 0, this.#concurrency);
    if (tasks > 0) this.#add(slot, task, from, at, tasks);
  }
}
