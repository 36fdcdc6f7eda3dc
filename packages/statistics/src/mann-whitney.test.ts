import { describe, expect, it } from "vitest";
import { createRandom, shuffle } from "@fairhare/core";
import { mannWhitney } from "./mann-whitney.ts";

describe("the Mann–Whitney U test", () => {
  // Two-sided exact p values as R's wilcox.test(a, b, exact = TRUE) computes them: counted choices over all choices.
  it.each([
    [[1, 2, 3, 4], [5, 6, 7, 8], 2 / 70],
    [[1, 2, 3, 5], [4, 6, 7, 8], 4 / 70],
    [[1, 2, 3], [4, 5, 6], 2 / 20],
    [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 2 / 252],
  ])("of %j against %j has p = %d", (a, b, p) => {
    expect(mannWhitney(a, b).p).toBeCloseTo(p, 12);
    expect(mannWhitney(b, a).p).toBeCloseTo(p, 12);
  });

  it("finds no difference between equal samples", () => {
    expect(mannWhitney([5, 5, 5, 5], [5, 5, 5, 5]).p).toBe(1);
  });

  it("counts ties by their midranks", () => {
    // Ranks 1, 3, 3, 3, 5, 6. Of 20 choices of three, only {1, 3, 3} in 3 ways has a sum of at most 7.
    expect(mannWhitney([1, 2, 2], [2, 3, 4]).p).toBeCloseTo((2 * 3) / 20, 12);
  });

  it("gives nearly the same p by the exact count and by the approximation", () => {
    const a = Array.from({ length: 30 }, (_, index) => index * 2);
    const b = Array.from({ length: 30 }, (_, index) => index * 2 + 13);
    const exact = mannWhitney(a, b);
    const approximate = mannWhitney([...a, 29.5], b);
    expect(exact.test).toBe("Mann–Whitney U, exact");
    expect(approximate.test).toBe("Mann–Whitney U, normal approximation");
    expect(Math.abs(exact.p - approximate.p)).toBeLessThan(0.03);
  });

  it("finds a difference between equal distributions no more often than its level", () => {
    const random = createRandom(3);
    const pool = Array.from({ length: 14 }, (_, index) => index);
    let alarms = 0;
    for (let i = 0; i < 2_000; i++) {
      shuffle(pool, random);
      if (mannWhitney(pool.slice(0, 7), pool.slice(7)).p < 0.05) alarms++;
    }
    expect(alarms / 2_000).toBeLessThan(0.06);
  });
});
