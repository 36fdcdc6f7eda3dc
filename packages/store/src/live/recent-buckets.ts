// Amounts over time for a display: sums in buckets of 250 ms over the last 64 s. Forgets what is older.

export const BUCKET_MS = 250;
const BUCKET_NS = BUCKET_MS * 1e6;
const BUCKETS = 256;

export class RecentBuckets {
  readonly #sums = new Float64Array(BUCKETS);
  /** Number of the newest bucket, counted from time 0. */
  #newest = -1;
  /** Place and limits in time of the bucket that was increased last. */
  #place = 0;
  #from = 0;
  #to = 0;

  /** Adds `amount` to the bucket of `at`. Records come almost in the order of time, so the bucket is mostly the last. */
  add(at: number, amount: number): void {
    if (at >= this.#from && at < this.#to) {
      this.#sums[this.#place] = (this.#sums[this.#place] ?? 0) + amount;
      return;
    }
    if (!isTime(at)) return;
    const bucket = Math.floor(at / BUCKET_NS);
    this.#advanceTo(bucket);
    if (bucket <= this.#newest - BUCKETS) return;
    this.#increase(bucket, amount);
    this.#place = bucket % BUCKETS;
    this.#from = bucket * BUCKET_NS;
    this.#to = this.#from + BUCKET_NS;
  }

  /** Adds to each bucket the share of it, 0 to 1, that lies between the two times. */
  addSpan(from: number, to: number): void {
    if (!isTime(to) || !(to > from)) return;
    const last = Math.floor(to / BUCKET_NS);
    this.#advanceTo(last);
    const oldest = this.#newest - BUCKETS + 1;
    for (let bucket = Math.max(Math.floor(from / BUCKET_NS), oldest); bucket <= last; bucket++)
      this.#increase(bucket, overlap(bucket, from, to));
  }

  /** The sums of the last `count` complete buckets before `until`, the oldest first. At most 255 of them are kept. */
  read(until: number, count: number): number[] {
    const end = Math.floor(until / BUCKET_NS);
    const sums: number[] = [];
    for (let bucket = end - count; bucket < end; bucket++) sums.push(this.#sumOf(bucket));
    return sums;
  }

  #increase(bucket: number, amount: number): void {
    const place = bucket % BUCKETS;
    this.#sums[place] = (this.#sums[place] ?? 0) + amount;
  }

  #sumOf(bucket: number): number {
    if (bucket < 0 || bucket > this.#newest || bucket <= this.#newest - BUCKETS) return 0;
    return this.#sums[bucket % BUCKETS] ?? 0;
  }

  #advanceTo(bucket: number): void {
    if (bucket <= this.#newest) return;
    // The place of the bucket that was increased last may be needed for a new one.
    if (this.#from <= (bucket - BUCKETS) * BUCKET_NS) this.#to = this.#from;
    for (let next = Math.max(this.#newest + 1, bucket - BUCKETS + 1); next <= bucket; next++)
      this.#sums[next % BUCKETS] = 0;
    this.#newest = bucket;
  }
}

/** The shares of `addSpan` for work that goes on: of the last `count` complete buckets before `until`. */
export function spanShares(from: number, until: number, count: number): number[] {
  const end = Math.floor(until / BUCKET_NS);
  return Array.from({ length: count }, (_, index) => overlap(end - count + index, from, until));
}

/** Damaged records may have any number. */
const isTime = (at: number): boolean => at >= 0 && at <= Number.MAX_SAFE_INTEGER;

function overlap(bucket: number, from: number, to: number): number {
  const begin = bucket * BUCKET_NS;
  return Math.max(0, Math.min(to, begin + BUCKET_NS) - Math.max(from, begin)) / BUCKET_NS;
}
