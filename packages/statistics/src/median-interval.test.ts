import { describe, expect, it } from "vitest";
import { createRandom } from "@fairhare/core";
import { medianInterval } from "./median-interval.ts";

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe("the 95 % interval of a median", () => {
  it("does not exist for fewer than six values", () => {
    for (let n = 0; n < 6; n++) expect(medianInterval(upTo(n))).toBeNull();
  });

  // Ranks as tabulated, e.g. in Conover (1999), table A3, or Le Boudec, Performance Evaluation, table A.1.
  it.each([
    [6, 1, 6],
    [8, 1, 8],
    [9, 2, 8],
    [10, 2, 9],
    [12, 3, 10],
    [20, 6, 15],
    [30, 10, 21],
    [50, 18, 33],
  ])("of %i values goes from the %i. to the %i.", (n, low, high) => {
    expect(medianInterval(upTo(n))).toEqual([low, high]);
  });

  it("covers the median at least as often as it says", () => {
    const random = createRandom(7);
    let covered = 0;
    for (let i = 0; i < 4_000; i++) {
      const sample = Array.from({ length: 10 }, () => random.float()).toSorted((a, b) => a - b);
      const [low, high] = medianInterval(sample) ?? [1, 0];
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered / 4_000).toBeGreaterThan(0.95);
  });
});
