import { createRandom } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { slopeOf } from "./slope.ts";

const samples = (valueAt: (seconds: number) => number, length = 180) =>
  Array.from({ length }, (_, seconds) => ({ seconds, value: valueAt(seconds) }));

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

  it("of too few samples is not known", () => {
    expect(slopeOf(samples((seconds) => seconds, 2)).plusMinus).toBe(Infinity);
    expect(slopeOf([])).toMatchObject({ perHour: 0, plusMinus: Infinity });
  });
});
