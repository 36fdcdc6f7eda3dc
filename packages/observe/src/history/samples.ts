// Samples of counters over time in bounded memory: either the newest ones, or some of the whole time, which thin out as it
// grows.
import type { TapView } from "@fairhare/results";

export interface Sample {
  /** Milliseconds since the tap began. */
  readonly atMs: number;
  readonly published: number;
  readonly delivered: number;
  readonly acked: number;
  readonly unacked: number;
}

/** The rates since the point before, per second, and the deliveries in hand at that time. */
export type RatePoint = readonly [atMs: number, published: number, delivered: number, acked: number, unacked: number];

export interface SamplesOptions {
  /** Milliseconds between samples, until they thin out. */
  readonly spacingMs: number;
  readonly most: number;
  /** Of more samples than that: the newest ones stay, or every other one. */
  readonly keep: "newest" | "whole time";
}

export class Samples {
  readonly #most: number;
  readonly #keep: SamplesOptions["keep"];
  #spacingMs: number;
  #all: Sample[] = [];

  constructor({ spacingMs, most, keep }: SamplesOptions) {
    this.#spacingMs = spacingMs;
    this.#most = most;
    this.#keep = keep;
  }

  add(sample: Sample): void {
    const last = this.#all.at(-1);
    // A timer may be a little early.
    if (last !== undefined && sample.atMs - last.atMs < 0.9 * this.#spacingMs) return;
    this.#all.push(sample);
    if (this.#all.length <= this.#most) return;
    if (this.#keep === "newest") {
      this.#all.shift();
      return;
    }
    this.#all = this.#all.filter((_, index) => index % 2 === 0);
    this.#spacingMs *= 2;
  }

  points(): RatePoint[] {
    return this.#all.slice(1).map((sample, index) => pointOf(this.#all[index] as Sample, sample));
  }
}

function pointOf(before: Sample, sample: Sample): RatePoint {
  const seconds = (sample.atMs - before.atMs) / 1_000;
  const rate = (count: number, earlier: number): number => rounded((count - earlier) / seconds);
  return [
    Math.round(sample.atMs),
    rate(sample.published, before.published),
    rate(sample.delivered, before.delivered),
    rate(sample.acked, before.acked),
    sample.unacked,
  ];
}

/** Of the rows of a view: its sums, or one of its queues. */
export const sampleOf = (atMs: number, { published, delivered, acked, unacked }: Omit<Sample, "atMs">): Sample => ({
  atMs,
  published,
  delivered,
  acked,
  unacked,
});

export const queueSample = (
  atMs: number,
  { publishedDirectly, delivered, acked, unacked }: TapView["queues"][number],
): Sample => ({ atMs, published: publishedDirectly, delivered, acked, unacked });

/** Three significant digits: finer than a chart. */
const rounded = (value: number): number => Number(value.toPrecision(3));
