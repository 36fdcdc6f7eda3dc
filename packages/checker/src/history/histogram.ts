// Counts of whole numbers in buckets of a bounded relative width: the buckets of HdrHistogram (Gil Tene), with an index
// that costs a few machine instructions, because a history has millions of durations.

/** Buckets per power of two: the first that is at least 10 to the power of the digits. */
const HALF_BITS = { 2: 7, 3: 10 } as const;
/** Number of powers of two beyond the exact counts at the beginning; the histogram grows for larger values. */
const FIRST_POWERS = 21;

export class Histogram {
  readonly #half: number;
  /** All ones below the first value that shares its bucket with another one. */
  readonly #exact: number;
  #counts: Uint32Array;
  #total = 0;

  /** Percentiles have this many significant digits. */
  constructor(significantDigits: 2 | 3) {
    this.#half = HALF_BITS[significantDigits];
    this.#exact = 2 ** (this.#half + 1) - 1;
    this.#counts = new Uint32Array((FIRST_POWERS + 2) << this.#half);
  }

  /** A whole number from 0 to 2^53 − 1. */
  record(value: number): void {
    const index = this.#indexOf(value);
    if (index >= this.#counts.length) this.#grow(index + 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#total++;
  }

  /** Adds all counts of a histogram with as many digits. */
  add(other: Histogram): void {
    if (other.#counts.length > this.#counts.length) this.#grow(other.#counts.length);
    for (let index = 0; index < other.#counts.length; index++)
      this.#counts[index] = (this.#counts[index] ?? 0) + (other.#counts[index] ?? 0);
    this.#total += other.#total;
  }

  /** The upper end of the bucket with this share of the values at or below it; 0 without values. `percent` is 0–100. */
  percentile(percent: number): number {
    const exact = (Math.min(percent, 100) / 100) * this.#total;
    // A product that is a whole number can be computed as one that is just above it.
    const wanted = Math.max(1, Math.ceil(exact - 2 ** (Math.floor(Math.log2(exact)) - 52)));
    let reached = 0;
    for (let index = 0; index < this.#counts.length; index++) {
      reached += this.#counts[index] ?? 0;
      if (reached >= wanted) return this.#lastOf(index);
    }
    return 0;
  }

  /** Up to `exact`, the index is the value; above, each power of two has the same number of buckets. */
  #indexOf(value: number): number {
    const half = this.#half;
    if (value < 2 ** 31) {
      const shift = 31 - Math.clz32(value | this.#exact) - half;
      return (shift << half) + (value >>> shift);
    }
    const shift = HIGH_BITS + 31 - Math.clz32(Math.floor(value / 2 ** HIGH_BITS)) - half;
    return (shift << half) + Math.floor(value / 2 ** shift);
  }

  /** The largest value with this index. */
  #lastOf(index: number): number {
    const shift = Math.max(0, (index >>> this.#half) - 1);
    return (index - (shift << this.#half) + 1) * 2 ** shift - 1;
  }

  #grow(needed: number): void {
    const counts = new Uint32Array(Math.max(needed, 2 * this.#counts.length));
    counts.set(this.#counts);
    this.#counts = counts;
  }
}

/** Low bits that are dropped before the leading zeros of a number of more than 31 bits are counted. */
const HIGH_BITS = 22;
