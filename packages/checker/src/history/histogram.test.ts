// Our buckets are those of HdrHistogram, whose implementation for JavaScript is the oracle here.
import { build } from "hdr-histogram-js";
import { createRandom } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { Histogram } from "./histogram.ts";

const PERCENTILES = [0.1, 1, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100];

describe.each([2, 3] as const)("a histogram with %i significant digits", (digits) => {
  const oracle = () =>
    build({
      bitBucketSize: 32,
      autoResize: true,
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2 ** 42,
      numberOfSignificantValueDigits: digits,
    });

  it("has the percentiles of HdrHistogram, for values of any size", () => {
    const random = createRandom(digits);
    for (let round = 0; round < 200; round++) {
      const histogram = new Histogram(digits);
      const expected = oracle();
      const bits = 1 + random.below(52);
      for (let count = 1 + random.below(300); count > 0; count--) {
        const value = Math.floor(2 ** (random.float() * bits));
        histogram.record(value);
        expected.recordValue(value);
      }
      for (const percent of PERCENTILES)
        expect(histogram.percentile(percent)).toBe(expected.getValueAtPercentile(percent));
    }
  });

  it("counts values on both sides of each power of two like HdrHistogram", () => {
    for (let power = 0; power < 52; power++)
      for (const value of [2 ** power - 1, 2 ** power, 2 ** power + 1]) {
        const histogram = new Histogram(digits);
        const expected = oracle();
        histogram.record(value);
        expected.recordValue(value);
        expect(histogram.percentile(50)).toBe(expected.getValueAtPercentile(50));
      }
  });

  it("adds up with a larger one", () => {
    const [sum, other, all] = [new Histogram(digits), new Histogram(digits), new Histogram(digits)];
    for (let value = 1; value < 2 ** 50; value *= 3) {
      (value % 2 === 0 ? sum : other).record(value);
      all.record(value);
    }
    sum.add(other);
    for (const percent of PERCENTILES) expect(sum.percentile(percent)).toBe(all.percentile(percent));
  });
});
