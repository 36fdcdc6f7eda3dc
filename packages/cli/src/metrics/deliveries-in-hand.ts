// The deliveries that one worker has and has not finished, with a number for each, by delivery tag. A ring instead of a
// map: tags of a channel count up from 1, and the open ones are close together.

const INITIAL_PLACES = 16;
/** For damaged records, whose tags may be anything: a newer delivery then replaces an older one. */
const MOST_PLACES = 2 ** 22;

export class DeliveriesInHand {
  /** The tag in each place; 0 is none, as tags begin at 1. */
  #tags = new Uint32Array(INITIAL_PLACES);
  #values = new Float64Array(INITIAL_PLACES);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(tag: number, value: number): void {
    if (tag === 0) return;
    let place = tag & (this.#tags.length - 1);
    let known = this.#tags[place];
    while (known !== 0 && known !== tag && this.#tags.length < MOST_PLACES) {
      this.#grow();
      place = tag & (this.#tags.length - 1);
      known = this.#tags[place];
    }
    if (known === 0) this.#size++;
    this.#tags[place] = tag;
    this.#values[place] = value;
  }

  /** The number of the delivery; undefined for one that is not in hand. */
  take(tag: number): number | undefined {
    const place = tag & (this.#tags.length - 1);
    if (tag === 0 || this.#tags[place] !== tag) return undefined;
    this.#tags[place] = 0;
    this.#size--;
    return this.#values[place];
  }

  clear(): void {
    if (this.#size > 0) this.#tags.fill(0);
    this.#size = 0;
  }

  /** To the next power of two in which no two open tags share a place. */
  #grow(): void {
    const [tags, values] = [this.#tags, this.#values];
    this.#tags = new Uint32Array(tags.length * 2);
    this.#values = new Float64Array(tags.length * 2);
    for (let old = 0; old < tags.length; old++) {
      const tag = tags[old] ?? 0;
      if (tag === 0) continue;
      // Twice the size separates what shared a place, and brings nothing together.
      const place = tag & (this.#tags.length - 1);
      this.#tags[place] = tag;
      this.#values[place] = values[old] ?? 0;
    }
  }
}
