// The state of every task and slot at one instant of a sweep, and the rate at which idle time grows there. All steps are
// O(1): of the slots with a filled buffer it keeps only the number and the sum of their indices.

const Place = { nowhere: 0, queue: 1, buffer: 2, handler: 3, done: 4 } as const;

export class FleetState {
  readonly #concurrency: number;
  readonly #place: Uint8Array;
  readonly #owner: Uint16Array;
  readonly #present: Uint8Array;
  readonly #frozen: Uint8Array;
  readonly #running: Float64Array;
  readonly #buffered: Float64Array;
  /** Tasks in the queue or in a buffer. */
  #waiting = 0;
  #free = 0;
  #slotsWithBuffer = 0;
  #sumOfThoseSlots = 0;

  constructor(slots: number, concurrency: number, tasks: number) {
    this.#concurrency = concurrency;
    this.#place = new Uint8Array(tasks);
    this.#owner = new Uint16Array(tasks);
    this.#present = new Uint8Array(slots + 1);
    this.#frozen = new Uint8Array(slots + 1);
    this.#running = new Float64Array(slots + 1);
    this.#buffered = new Float64Array(slots + 1);
  }

  /** Number of free places while a task waits elsewhere. A task in the slot's own buffer is not a backlog for this slot. */
  idleRate(): number {
    if (this.#waiting === 0) return 0;
    if (this.#slotsWithBuffer !== 1) return this.#free;
    const only = this.#sumOfThoseSlots;
    return this.#buffered[only] === this.#waiting ? this.#free - this.#freeOf(only) : this.#free;
  }

  arrive(slot: number): void {
    this.#setPresent(slot, 1);
  }

  leave(slot: number): void {
    this.#setRunning(slot, 0);
    this.#setPresent(slot, 0);
  }

  /** A frozen slot has no free place; its tasks keep their state. */
  setFrozen(slot: number, isFrozen: boolean): void {
    this.#free -= this.#freeOf(slot);
    this.#frozen[slot] = isFrozen ? 1 : 0;
    this.#free += this.#freeOf(slot);
  }

  enqueue(task: number): void {
    if (this.#place[task] !== Place.nowhere) return;
    this.#place[task] = Place.queue;
    this.#waiting++;
  }

  buffer(task: number, slot: number): void {
    const place = this.#place[task];
    if (place === undefined || place === Place.nowhere || place === Place.done) return;
    if (place === Place.buffer) this.#hold(this.#owner[task] ?? 0, -1);
    if (place === Place.handler) this.#waiting++;
    this.#place[task] = Place.buffer;
    this.#owner[task] = slot;
    this.#hold(slot, 1);
  }

  begin(task: number, slot: number): void {
    this.#setRunning(slot, (this.#running[slot] ?? 0) + 1);
    if (this.#isWaiting(task)) this.#take(task, Place.handler, slot);
  }

  finish(task: number, slot: number, requeued: boolean): void {
    this.#setRunning(slot, Math.max(0, (this.#running[slot] ?? 0) - 1));
    if (requeued) this.requeue(task, slot);
    else if (this.#isWaiting(task)) this.#take(task, Place.done, slot);
    else if (this.#place[task] === Place.handler) this.#place[task] = Place.done;
  }

  /** The broker puts the slot's unfinished task into the queue again. */
  requeue(task: number, slot: number): void {
    if (this.#owner[task] !== slot) return;
    if (this.#place[task] === Place.buffer) this.#hold(slot, -1);
    else if (this.#place[task] === Place.handler) this.#waiting++;
    else return;
    this.#place[task] = Place.queue;
  }

  #isWaiting(task: number): boolean {
    const place = this.#place[task];
    return place === Place.queue || place === Place.buffer;
  }

  #take(task: number, to: 3 | 4, slot: number): void {
    if (this.#place[task] === Place.buffer) this.#hold(this.#owner[task] ?? 0, -1);
    this.#waiting--;
    this.#place[task] = to;
    this.#owner[task] = slot;
  }

  #hold(slot: number, change: 1 | -1): void {
    const before = this.#buffered[slot] ?? 0;
    this.#buffered[slot] = before + change;
    const crossing = before === 0 ? 1 : before + change === 0 ? -1 : 0;
    this.#slotsWithBuffer += crossing;
    this.#sumOfThoseSlots += crossing * slot;
  }

  #freeOf(slot: number): number {
    const isAwake = this.#present[slot] === 1 && this.#frozen[slot] === 0;
    return isAwake ? Math.max(0, this.#concurrency - (this.#running[slot] ?? 0)) : 0;
  }

  #setRunning(slot: number, running: number): void {
    this.#free -= this.#freeOf(slot);
    this.#running[slot] = running;
    this.#free += this.#freeOf(slot);
  }

  #setPresent(slot: number, present: 0 | 1): void {
    if (this.#present[slot] === present) return;
    this.#free -= this.#freeOf(slot);
    this.#present[slot] = present;
    this.#free += this.#freeOf(slot);
  }
}
