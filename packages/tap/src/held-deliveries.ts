// The deliveries of one channel that are not settled, in the order of their arrival, and which of them are in work. The
// wire does not show when work begins: a worker is taken to work on its oldest unsettled deliveries, on as many at once as
// its acks have shown.

/** A worker that acknowledges out of order is taken to work on at most this many deliveries at once. */
const MOST_LANES = 256;
const INITIAL_CAPACITY = 64;
const NONE = -1;
const NOT_STARTED = Number.NaN;

/** Indices of deliveries are valid until `settle`. */
export class HeldDeliveries {
  task = new Uint32Array(INITIAL_CAPACITY);
  tag = new Float64Array(INITIAL_CAPACITY);
  /** Nanoseconds. */
  deliveredAt = new Float64Array(INITIAL_CAPACITY);
  /** Nanoseconds; NaN before the work began. */
  startedAt = new Float64Array(INITIAL_CAPACITY);
  #next = new Int32Array(INITIAL_CAPACITY);
  #previous = new Int32Array(INITIAL_CAPACITY);
  /** When the worker last settled a delivery; nanoseconds, −Infinity if never. */
  lastSettledAt = -Infinity;
  #oldest = NONE;
  #newest = NONE;
  /** The oldest delivery that is not in work. */
  #waiting = NONE;
  #inWork = 0;
  #lanes = 1;
  #size = 0;
  /** Unused places, linked by `#next`. */
  #free = NONE;
  #used = 0;

  get size(): number {
    return this.#size;
  }

  /** How many deliveries the worker works on at once, as far as its acks have shown. */
  get lanes(): number {
    return this.#lanes;
  }

  add(task: number, tag: number, at: number): number {
    const index = this.#place();
    this.task[index] = task;
    this.tag[index] = tag;
    this.deliveredAt[index] = at;
    this.startedAt[index] = NOT_STARTED;
    this.#next[index] = NONE;
    this.#previous[index] = this.#newest;
    if (this.#newest === NONE) this.#oldest = index;
    else this.#next[this.#newest] = index;
    this.#newest = index;
    if (this.#waiting === NONE) this.#waiting = index;
    this.#size++;
    return index;
  }

  /** Begins the work on the oldest waiting delivery and returns its index; −1 if the worker is busy or has none. */
  begin(at: number): number {
    const index = this.#waiting;
    if (index === NONE || this.#inWork >= this.#lanes) return NONE;
    this.startedAt[index] = at;
    this.#inWork++;
    this.#waiting = this.#next[index] ?? NONE;
    return index;
  }

  /**
   * An ack of this delivery: if older ones are unsettled, the worker works on all of them at once. True if there were.
   */
  isAhead(index: number): boolean {
    let position = 0;
    for (let older = this.#previous[index] ?? NONE; older !== NONE && position < MOST_LANES - 1; position++)
      older = this.#previous[older] ?? NONE;
    if (position + 1 > this.#lanes) this.#lanes = position + 1;
    return position > 0;
  }

  /** Removes the delivery. */
  settle(index: number, at: number): void {
    this.lastSettledAt = at;
    const next = this.#next[index] ?? NONE;
    const previous = this.#previous[index] ?? NONE;
    if (previous === NONE) this.#oldest = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#newest = previous;
    else this.#previous[next] = previous;
    if (this.#waiting === index) this.#waiting = next;
    if (!Number.isNaN(this.startedAt[index])) this.#inWork--;
    this.#size--;
    this.#next[index] = this.#free;
    this.#free = index;
  }

  /** The index of the oldest delivery; −1 if there is none. */
  get oldest(): number {
    return this.#oldest;
  }

  #place(): number {
    if (this.#free !== NONE) {
      const index = this.#free;
      this.#free = this.#next[index] ?? NONE;
      return index;
    }
    if (this.#used === this.task.length) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    const capacity = this.task.length * 2;
    this.task = copy(this.task, new Uint32Array(capacity));
    this.tag = copy(this.tag, new Float64Array(capacity));
    this.deliveredAt = copy(this.deliveredAt, new Float64Array(capacity));
    this.startedAt = copy(this.startedAt, new Float64Array(capacity));
    this.#next = copy(this.#next, new Int32Array(capacity));
    this.#previous = copy(this.#previous, new Int32Array(capacity));
  }
}

function copy<T extends Uint32Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
