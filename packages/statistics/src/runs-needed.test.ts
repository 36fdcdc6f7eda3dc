import { describe, expect, it } from "vitest";
import { createRandom } from "@fairhare/core";
import { medianSorted } from "simple-statistics";
import { cliffsDelta } from "./effect-size.ts";
import { mannWhitney, smallestP } from "./mann-whitney.ts";
import { relativeDeviation, runsForPrecision, runsToShow } from "./runs-needed.ts";

const upTo = (n: number, from = 0): number[] => Array.from({ length: n }, (_, index) => index + from);

describe("the runs that a significant difference needs", () => {
  it.each([
    [1, 4],
    [8, 6],
    [23, 6],
    [24, 7],
    [85, 7],
  ])("for one of %i comparisons are %i", (comparisons, runs) => {
    expect(runsToShow(comparisons)).toBe(runs);
    expect(comparisons * mannWhitney(upTo(runs), upTo(runs, 100)).p).toBeLessThan(0.05);
    expect(comparisons * mannWhitney(upTo(runs - 1), upTo(runs - 1, 100)).p).toBeGreaterThanOrEqual(0.05);
  });

  it("are fewer for one direction, and more against a few runs", () => {
    expect(runsToShow(1, { alternative: "less" })).toBe(4);
    expect(runsToShow(1, { alternative: "less", against: 6 })).toBe(2);
    expect(runsToShow(1, { alternative: "less", against: 1 })).toBe(20);
    expect(smallestP(6, 2, "less")).toBeCloseTo(mannWhitney([1, 2], upTo(6, 10), "less").p, 12);
  });
});

describe("the runs that a precise median needs", () => {
  it("give an interval of that width for normal values", () => {
    expect(runsForPrecision(0.05, 0.02)).toBe(38);
    expect(runsForPrecision(0.001, 0.02)).toBe(6);
    const random = createRandom(4);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
    let within = 0;
    for (let i = 0; i < 2_000; i++) {
      const sample = Array.from({ length: 38 }, () => 1 + 0.05 * normal()).toSorted((a, b) => a - b);
      if (Math.abs(medianSorted(sample) - 1) <= 0.02) within++;
    }
    expect(within / 2_000).toBeGreaterThan(0.93);
    expect(within / 2_000).toBeLessThan(0.97);
  });

  it("follow from a deviation that one outlier does not change", () => {
    expect(relativeDeviation([99, 100, 101, 100])).toBeCloseTo(0.0074, 3);
    expect(relativeDeviation([99, 100, 101, 100, 99, 101, 900])).toBeCloseTo(0.0148, 3);
    expect(relativeDeviation([1, 2, 3])).toBeNull();
    expect(relativeDeviation([0, 0, 0, 0])).toBeNull();
  });
});

it("Cliff's delta is the share of larger pairs minus the share of smaller ones", () => {
  expect(cliffsDelta([1, 2], [3, 4])).toBe(1);
  expect(cliffsDelta([3, 4], [1, 2])).toBe(-1);
  expect(cliffsDelta([1, 2], [1, 2])).toBe(0);
  expect(cliffsDelta([1, 2, 3], [2])).toBe(0);
  expect(cliffsDelta([1, 1, 3], [2, 2])).toBeCloseTo(1 / 3, 12);
});
