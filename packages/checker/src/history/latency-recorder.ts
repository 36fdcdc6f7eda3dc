// A distribution of durations: exact count, mean, minimum and maximum; percentiles with three significant digits
// (a histogram in nanoseconds, so that a latency of 0.1 ms has three digits too), or two where there are many of them.
import type { Latency } from "@fairhare/results";
import { Histogram } from "./histogram.ts";

export class LatencyRecorder {
  readonly #digits: 2 | 3;
  /** Built for the first record: most recorders of idle clients stay empty. */
  #histogram: Histogram | undefined;
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = 0;
  #negative = 0;
  /** Of so many records: a view of hundreds of idle clients must not search their histograms again. */
  #latency: Latency | undefined;

  /** A histogram of durations up to an hour takes 140 kB with three digits, 18 kB with two. */
  constructor(significantDigits: 2 | 3 = 3) {
    this.#digits = significantDigits;
  }

  /**
   * Nanoseconds. Records a negative duration as 0, and counts it unless the clocks of two hosts explain it: they are wrong by at
   * most `error`, and the true duration is then between 0 and `error`.
   */
  record(duration: number, error = 0): void {
    let value = Math.round(duration);
    if (value < 0) {
      if (value < -error) this.#negative++;
      value = 0;
    }
    this.#histogram ??= new Histogram(this.#digits);
    this.#histogram.record(value);
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Adds everything that `other` has recorded; both must have the same number of digits. */
  add(other: LatencyRecorder): void {
    if (other.#histogram === undefined) return;
    this.#histogram ??= new Histogram(this.#digits);
    this.#histogram.add(other.#histogram);
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#negative += other.#negative;
  }

  get count(): number {
    return this.#count;
  }

  get negative(): number {
    return this.#negative;
  }

  /** Nanoseconds, exact; null if nothing was recorded. */
  get mean(): number | null {
    return this.#count > 0 ? this.#sum / this.#count : null;
  }

  /** Nanoseconds; null if nothing was recorded. `percent` is 0–100. */
  percentile(percent: number): number | null {
    if (this.#histogram === undefined) return null;
    // The histogram returns the upper end of the bucket, which can be above the largest recorded value.
    return Math.min(this.#max, Math.max(this.#min, this.#histogram.percentile(percent)));
  }

  /** Milliseconds. */
  toLatency(): Latency {
    if (this.#latency?.count !== this.#count) this.#latency = this.#toLatency();
    return this.#latency;
  }

  #toLatency(): Latency {
    const at = (percent: number): number | null => milliseconds(this.percentile(percent));
    const some = this.#count > 0;
    return {
      count: this.#count,
      min: milliseconds(some ? this.#min : null),
      mean: milliseconds(this.mean),
      p50: at(50),
      p75: at(75),
      p90: at(90),
      p95: at(95),
      p99: at(99),
      p999: at(99.9),
      max: milliseconds(some ? this.#max : null),
    };
  }
}

const milliseconds = (value: number | null): number | null => (value === null ? null : value / 1e6);
