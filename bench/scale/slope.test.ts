import { createRandom } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { growsBeyond, slopeOf } from "./slope.ts";

const samples = (valueAt: (seconds: number) => number, length = 180) =>
  Array.from({ length }, (_, seconds) => ({ seconds, value: valueAt(seconds) }));

const rising = (perHour: number, seconds: number) => slopeOf(samples((at) => (perHour * at) / 3_600, seconds));

describe("a slope", () => {
  it("is that of a straight line, without an error", () => {
    const { perHour, plusMinus, first, last } = slopeOf(samples((seconds) => 5 + seconds / 36));
    expect(perHour).toBeCloseTo(100, 6);
    expect(plusMinus).toBeCloseTo(0, 6);
    expect(first).toBeLessThan(last);
  });

  it("of noise has an interval around 0 in about 95 % of the cases", () => {
    const random = createRandom(3);
    let covered = 0;
    for (let round = 0; round < 400; round++) {
      const { perHour, plusMinus } = slopeOf(samples(() => random.float()));
      if (Math.abs(perHour) <= plusMinus) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.92);
    expect(covered / 400).toBeLessThan(0.98);
  });

  it("is growth beyond a bound if its interval is, and if it is more than noise in the observed time", () => {
    const bound = { perHour: 25, least: 4 };
    expect(growsBeyond(rising(30, 2_400), bound)).toBe(true);
    expect(growsBeyond(rising(20, 2_400), bound)).toBe(false);
    expect(growsBeyond(rising(100, 120), bound)).toBe(false);
    expect(growsBeyond(rising(200, 120), bound)).toBe(true);
    const swollen = slopeOf(samples((seconds) => (seconds < 108 ? seconds / 10 : 3), 120));
    expect(swollen.perHour - swollen.plusMinus).toBeGreaterThan(bound.perHour);
    expect(growsBeyond(swollen, bound)).toBe(false);
    const random = createRandom(4);
    let alarms = 0;
    for (let run = 0; run < 200; run++)
      if (growsBeyond(slopeOf(samples(() => 3 * random.float(), 120)), bound)) alarms++;
    expect(alarms).toBe(0);
  });

  it("of too few samples is not known", () => {
    expect(slopeOf(samples((seconds) => seconds, 2)).plusMinus).toBe(Infinity);
    expect(slopeOf([])).toMatchObject({ perHour: 0, plusMinus: Infinity });
  });
});
