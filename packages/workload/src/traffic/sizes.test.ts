import { describe, expect, it } from "vitest";
import { createSizes, largestSize, smallestSize } from "./sizes.ts";

const TASKS = 20_000;
const drawn = (sizeBytes: Parameters<typeof createSizes>[0]["sizeBytes"], seed = 1): number[] => {
  const sizeOf = createSizes({ sizeBytes, seed });
  return Array.from({ length: TASKS }, (_, index) => sizeOf(index + 1));
};

const uniform = { kind: "uniform", minBytes: 200, maxBytes: 299 } as const;
const weighted = {
  kind: "weighted",
  sizes: [
    { bytes: 200, weight: 0.9 },
    { bytes: 20_000, weight: 0.1 },
  ],
} as const;

describe("the sizes of the messages", () => {
  it("are equal for a single size", () => {
    expect(new Set(drawn(500))).toEqual(new Set([500]));
  });

  it("of a range reach both ends, and every size equally often", () => {
    const counts = new Map<number, number>();
    for (const size of drawn(uniform)) counts.set(size, (counts.get(size) ?? 0) + 1);
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, index) => 200 + index),
    );
    // 200 expected of each, standard deviation 14.
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(6 * 14);
  });

  it("of a weighted mix have the shares of their weights", () => {
    const large = drawn(weighted).filter((size) => size === 20_000).length;
    expect(large / TASKS).toBeCloseTo(0.1, 2);
    expect(
      drawn({ ...weighted, sizes: weighted.sizes.map(({ bytes, weight }) => ({ bytes, weight: weight * 10 })) }),
    ).toEqual(drawn(weighted));
  });

  it("depend on the seed and on nothing else", () => {
    expect(drawn(uniform, 7)).toEqual(drawn(uniform, 7));
    expect(drawn(uniform, 7)).not.toEqual(drawn(uniform, 8));
  });

  it("have a smallest and a largest one; a size of 0 has no padding and does not count as smallest", () => {
    expect([smallestSize(uniform), largestSize(uniform)]).toEqual([200, 299]);
    expect([smallestSize(weighted), largestSize(weighted)]).toEqual([200, 20_000]);
    expect(smallestSize({ kind: "weighted", sizes: [{ bytes: 0, weight: 1 }, ...weighted.sizes] })).toBe(200);
    expect(smallestSize(0)).toBe(0);
  });
});
