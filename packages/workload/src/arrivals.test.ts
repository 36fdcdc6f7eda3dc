import { describe, expect, it } from "vitest";
import { type Arrivals, type ArrivalSettings, createArrivals } from "./arrivals.ts";

const SETTINGS: ArrivalSettings = { ratePerSecond: 50, pace: "constant", seed: 7 };

function take(arrivals: Arrivals | undefined, count: number): number[] {
  if (!arrivals) throw new Error("expected a paced producer");
  return Array.from({ length: count }, () => arrivals.next());
}

describe("arrivals", () => {
  it("have no schedule when there is no rate", () => {
    expect(createArrivals({ ...SETTINGS, ratePerSecond: null }, 1)).toBeUndefined();
  });

  it("at a constant pace are 1 / rate apart, starting at 0", () => {
    expect(take(createArrivals(SETTINGS, 1), 4)).toEqual([0, 20e6, 40e6, 60e6]);
  });

  it("at a constant pace do not drift after a million publishes", () => {
    const last = take(createArrivals({ ...SETTINGS, ratePerSecond: 30_000 }, 1), 1_000_001).at(-1);
    expect(last).toBeCloseTo((1e6 / 30_000) * 1e9, 3);
  });

  describe("of a Poisson process", () => {
    const poisson: ArrivalSettings = { ...SETTINGS, pace: "poisson" };
    const offsets = take(createArrivals(poisson, 1), 20_000);
    const gaps = offsets.map((offset, index) => offset - (offsets[index - 1] ?? 0));

    it("never go back in time", () => {
      expect(gaps.every((gap) => gap > 0)).toBe(true);
    });

    it("have gaps with mean 1 / rate and a standard deviation equal to it", () => {
      const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
      const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
      expect(mean / 20e6).toBeCloseTo(1, 1);
      expect(Math.sqrt(variance) / 20e6).toBeCloseTo(1, 1);
    });

    it("have gaps longer than the mean with probability 1 / e", () => {
      expect(gaps.filter((gap) => gap > 20e6).length / gaps.length).toBeCloseTo(Math.exp(-1), 1.5);
    });

    it("are equal for the same seed and producer, and differ for another seed or producer", () => {
      expect(take(createArrivals(poisson, 1), 3)).toEqual(offsets.slice(0, 3));
      expect(take(createArrivals(poisson, 2), 3)).not.toEqual(offsets.slice(0, 3));
      expect(take(createArrivals({ ...poisson, seed: 8 }, 1), 3)).not.toEqual(offsets.slice(0, 3));
    });
  });
});
