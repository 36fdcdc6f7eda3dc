import { describe, expect, it } from "vitest";
import { createRandom } from "@fairhare/core";
import { holm } from "./holm.ts";

describe("Holm's correction", () => {
  // As R's p.adjust(c(0.01, 0.04, 0.03, 0.005), method = "holm").
  it("multiplies the smallest p by the number of tests, the next by one less, and keeps the order", () => {
    const expected = [0.03, 0.06, 0.06, 0.02];
    for (const [index, p] of holm([0.01, 0.04, 0.03, 0.005]).entries()) expect(p).toBeCloseTo(expected[index] ?? 0, 12);
    expect(holm([])).toEqual([]);
    expect(holm([0.2])).toEqual([0.2]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
  });

  it("keeps the chance of any false difference among 20 at the level of one test", () => {
    const random = createRandom(5);
    let [corrected, uncorrected] = [0, 0];
    for (let i = 0; i < 2_000; i++) {
      const ps = Array.from({ length: 20 }, () => random.float());
      if (holm(ps).some((p) => p < 0.05)) corrected++;
      if (ps.some((p) => p < 0.05)) uncorrected++;
    }
    expect(corrected / 2_000).toBeLessThan(0.06);
    expect(uncorrected / 2_000).toBeGreaterThan(0.5);
  });
});
