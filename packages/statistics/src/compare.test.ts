import { describe, expect, it } from "vitest";
import type { RunResult } from "@fairhare/results";
import { history, check } from "@fairhare/checker/testing";
import { compareTrials, COMPARED_METRICS } from "./compare.ts";

const sample: RunResult = check(
  history().phase("publishing", 0).producer(1).published(1, 0).worker(1).worked(1, 5, 9),
).result;
const trial = (id: string, makespans: readonly (number | null)[]) => ({
  id,
  runs: makespans.map((makespanMs): RunResult => ({ ...sample, makespanMs })),
});
const makespanOf = (...trials: ReturnType<typeof trial>[]) =>
  compareTrials(trials).find(({ metric }) => metric === "makespanMs");

describe("a comparison", () => {
  it("compares every other trial with the first", () => {
    const comparisons = compareTrials([trial("a", [1]), trial("b", [2]), trial("c", [3])]);
    expect(new Set(comparisons.map((c) => `${c.reference} ${c.trial}`))).toEqual(new Set(["a b", "a c"]));
    expect(compareTrials([trial("a", [1])])).toEqual([]);
    expect(compareTrials([])).toEqual([]);
  });

  it("has no test, no interval and no significance below four runs", () => {
    expect(makespanOf(trial("a", [10, 11, 12]), trial("b", [20, 21, 22, 23]))).toEqual({
      metric: "makespanMs",
      reference: "a",
      trial: "b",
      relative: (21.5 - 11) / 11,
      ci95: null,
      significant: false,
      test: "none (n too small)",
    });
  });

  it("finds a clear difference significant, with an interval that excludes 0", () => {
    const found = makespanOf(trial("a", [10, 11, 12, 13, 14]), trial("b", [20, 21, 22, 23, 24]));
    expect(found).toMatchObject({ significant: true, test: "Mann–Whitney U, exact" });
    const [low, high] = found?.ci95 ?? [0, 0];
    expect(low).toBeGreaterThan(0.3);
    expect(low).toBeLessThan(found?.relative ?? 0);
    expect(high).toBeGreaterThan(found?.relative ?? 0);
  });

  it("finds equal trials equal", () => {
    const found = makespanOf(trial("a", [10, 11, 12, 13]), trial("b", [10, 11, 12, 13]));
    expect(found).toMatchObject({ relative: 0, significant: false });
  });

  it("gives the same numbers every time", () => {
    const trials = [trial("a", [1, 2, 3, 4]), trial("b", [2, 3, 4, 9])];
    expect(compareTrials(trials, 5)).toEqual(compareTrials(trials, 5));
  });

  it("has no relative difference from a reference of 0", () => {
    const found = makespanOf(trial("a", [0, 0, 0, 0]), trial("b", [1, 1, 1, 1]));
    expect(found).toMatchObject({ relative: null, ci95: null, significant: true });
  });

  it("leaves out a metric that one of the trials did not measure", () => {
    expect(makespanOf(trial("a", [null]), trial("b", [1]))).toBeUndefined();
    expect(COMPARED_METRICS).toContain("makespanMs");
  });
});
