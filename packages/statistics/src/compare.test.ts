import { describe, expect, it } from "vitest";
import type { RunResult } from "@fairhare/results";
import { history, check } from "@fairhare/checker/testing";
import { comparePairs, compareTrials, COMPARED_METRICS } from "./compare.ts";

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
      cliffsDelta: 1,
      p: null,
      pAdjusted: null,
      significant: false,
      test: "none (n too small)",
    });
  });

  it("has a test but no interval and no significance with four or five runs, unless it is the only one", () => {
    const found = makespanOf(trial("a", [10, 11, 12, 13, 14]), trial("b", [20, 21, 22, 23, 24]));
    expect(found).toMatchObject({ p: 2 / 252, ci95: null, significant: true });
    const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const many = compareTrials(
      ids.map((id, index) =>
        trial(
          id,
          [10, 11, 12, 13, 14].map((ms) => ms + 10 * index),
        ),
      ),
    );
    const smallest = many.filter(({ metric }) => metric === "makespanMs");
    expect(smallest.map(({ p }) => p)).toEqual(smallest.map(() => 2 / 252));
    expect(smallest[0]?.pAdjusted).toBeCloseTo((7 * 2) / 252, 12);
    expect(smallest.some(({ significant }) => significant)).toBe(false);
  });

  it("finds a clear difference significant, with an interval that excludes 0", () => {
    const found = makespanOf(trial("a", [10, 11, 12, 13, 14, 15]), trial("b", [20, 21, 22, 23, 24, 25]));
    expect(found).toMatchObject({ significant: true, cliffsDelta: 1, test: "Mann–Whitney U, exact" });
    const [low, high] = found?.ci95 ?? [0, 0];
    expect(low).toBeGreaterThan(0.3);
    expect(found?.pAdjusted).toBe(found?.p);
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

  it("compares with another reference, or every pair, on demand", () => {
    const trials = [trial("a", [1]), trial("b", [2]), trial("c", [3])];
    const pairs = (isAllPairs: boolean) =>
      compareTrials(trials, 1, { reference: "b", isAllPairs })
        .filter(({ metric }) => metric === "makespanMs")
        .map((c) => `${c.reference} ${c.trial}`);
    expect(pairs(false)).toEqual(["b a", "b c"]);
    expect(pairs(true)).toEqual(["b a", "b c", "a c"]);
  });

  it("corrects the p values of all metrics together, but not for metrics that never varied", () => {
    const [a, b] = [trial("a", [10, 11, 12, 13, 14, 15]), trial("b", [20, 21, 22, 23, 24, 25])];
    const varied = (of: typeof a, from: number) => ({
      ...of,
      runs: of.runs.map((run, index): RunResult => ({ ...run, boundRatio: index + from })),
    });
    const found = comparePairs([[varied(a, 0), varied(b, 100)]]);
    const of = (metric: string) => found.find((one) => one.metric === metric);
    expect(of("ledger.lost")).toMatchObject({ p: 1, pAdjusted: null, significant: false });
    expect(of("makespanMs")?.pAdjusted).toBeCloseTo((2 * 2) / 924, 12);
  });

  it("leaves out a metric that one of the trials did not measure", () => {
    expect(makespanOf(trial("a", [null]), trial("b", [1]))).toBeUndefined();
    expect(COMPARED_METRICS).toContain("makespanMs");
  });
});
