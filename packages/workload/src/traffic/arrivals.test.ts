import { describe, expect, it } from "vitest";
import { type Arrivals, type ArrivalSettings, createArrivals } from "./arrivals.ts";

const SETTINGS: ArrivalSettings = { ratePerSecond: 50, pace: "constant", phaseOffset: true, producers: 1, seed: 7 };

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

  it("of several producers at a constant pace are evenly spread, and in step without a phase offset", () => {
    const settings = { ...SETTINGS, producers: 4 };
    const firsts = (phaseOffset: boolean): number[] =>
      [1, 2, 3, 4].flatMap((producer) => take(createArrivals({ ...settings, phaseOffset }, producer), 1));
    expect(firsts(true)).toEqual([0, 5e6, 10e6, 15e6]);
    expect(firsts(false)).toEqual([0, 0, 0, 0]);
  });

  it("of a schedule follow its rates, and stay even over all producers", () => {
    const phases = [
      { fromPerSecond: 10, toPerSecond: 10, seconds: 1 },
      { fromPerSecond: 100, toPerSecond: 100, seconds: 1 },
    ];
    const settings: ArrivalSettings = { ...SETTINGS, ratePerSecond: { kind: "schedule", phases }, producers: 2 };
    const merged = [1, 2].flatMap((producer) => take(createArrivals(settings, producer), 60)).toSorted((a, b) => a - b);
    const gaps = merged.slice(1).map((at, index) => Math.round((at - (merged[index] ?? 0)) / 1e6));
    expect(new Set(gaps.slice(0, 19))).toEqual(new Set([50]));
    expect(new Set(gaps.slice(20))).toEqual(new Set([5]));
  });

  it("of a Poisson process with a schedule have as many publishes as the rates ask for", () => {
    const phases = [{ fromPerSecond: 100, toPerSecond: 2_000, seconds: 60 }];
    const settings: ArrivalSettings = { ...SETTINGS, pace: "poisson", ratePerSecond: { kind: "schedule", phases } };
    const offsets = take(createArrivals(settings, 1), 63_000);
    const before = (seconds: number): number => offsets.filter((offset) => offset < seconds * 1e9).length;
    expect(before(30) / 17_250).toBeCloseTo(1, 1);
    expect(before(60) / 63_000).toBeCloseTo(1, 1);
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
