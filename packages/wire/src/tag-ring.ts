// Outstanding delivery tags of a channel, each with the listener's label: those that no ack covers yet. Tags are added in
// ascending order and leave in any order. Memory follows the number of outstanding tags, not the distance between them.

const INITIAL_CAPACITY = 16;

export class TagRing {
  /** The label of the tag that was taken last. */
  label = 0;
  /** From `#head`, ascending; a tag that has left in the middle is negative until the ring moves past it. */
  #tags = new Float64Array(INITIAL_CAPACITY);
  #labels = new Float64Array(INITIAL_CAPACITY);
  /** A power of two. */
  #capacity = INITIAL_CAPACITY;
  #head = 0;
  /** Places in use, those of tags that have left included. */
  #length = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Places in memory. */
  get capacity(): number {
    return this.#capacity;
  }

  /** `tag` must be above every earlier one. */
  add(tag: number, label: number): void {
    if (this.#length === this.#capacity) this.#rebuild();
    const place = (this.#head + this.#length) & (this.#capacity - 1);
    this.#tags[place] = tag;
    this.#labels[place] = label;
    this.#length++;
    this.#size++;
  }

  /** Removes the tag; false if it is not outstanding. */
  take(tag: number): boolean {
    const index = this.#find(tag);
    if (index === -1) return false;
    const place = (this.#head + index) & (this.#capacity - 1);
    this.label = this.#labels[place] as number;
    this.#tags[place] = -tag;
    this.#size--;
    this.#passTaken();
    return true;
  }

  /** Removes the lowest tag if it is at most `last`, and returns it; else 0. */
  takeLowest(last: number): number {
    if (this.#size === 0) return 0;
    const lowest = this.#tags[this.#head] as number;
    if (lowest > last) return 0;
    this.take(lowest);
    return lowest;
  }

  clear(): void {
    this.#length = 0;
    this.#size = 0;
  }

  /** Index from the head; −1 if the tag is not outstanding. */
  #find(tag: number): number {
    if (this.#length === 0 || tag <= 0) return -1;
    const mask = this.#capacity - 1;
    // Tags are consecutive on most channels.
    const guess = tag - Math.abs(this.#tags[this.#head] as number);
    if (guess >= 0 && guess < this.#length && this.#tags[(this.#head + guess) & mask] === tag) return guess;
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Math.abs(this.#tags[(this.#head + middle) & mask] as number) < tag) low = middle + 1;
      else high = middle;
    }
    return low < this.#length && this.#tags[(this.#head + low) & mask] === tag ? low : -1;
  }

  #passTaken(): void {
    const mask = this.#capacity - 1;
    while (this.#length > 0 && (this.#tags[this.#head] as number) < 0) {
      this.#head = (this.#head + 1) & mask;
      this.#length--;
    }
  }

  /** Closes the gaps, and doubles the capacity if most places are outstanding. */
  #rebuild(): void {
    const capacity = this.#size > this.#capacity / 2 ? this.#capacity * 2 : this.#capacity;
    const tags = new Float64Array(capacity);
    const labels = new Float64Array(capacity);
    let count = 0;
    for (let index = 0; index < this.#length; index++) {
      const place = (this.#head + index) & (this.#capacity - 1);
      const tag = this.#tags[place] as number;
      if (tag < 0) continue;
      tags[count] = tag;
      labels[count++] = this.#labels[place] as number;
    }
    this.#tags = tags;
    this.#labels = labels;
    this.#capacity = capacity;
    this.#head = 0;
    this.#length = count;
  }
}
