import { createRandom } from "@fairhare/core";
import { check, history } from "@fairhare/checker/testing";
import type { RunResult } from "@fairhare/results";
import { describe, expect, it } from "vitest";
import { mannKendall } from "./mann-kendall.ts";
import { noiseFindings } from "./noise-findings.ts";
import { HANDLER_REPEATS, recordedRuns, THROUGHPUT_REPEATS } from "./testing/recorded-repeats.ts";

const sample: RunResult = {
  ...check(history().phase("publishing", 0).producer(1).published(1, 0).worker(1).worked(1, 5, 9)).result,
  verdict: "pass",
};
const trialOf = (rates: readonly number[], id = "a") => ({
  id,
  runs: rates.map((completedPerSecond, index): RunResult => ({
    ...sample,
    run: index + 1,
    throughput: { ...sample.throughput, completedPerSecond },
  })),
});
const codes = (...trials: ReturnType<typeof trialOf>[]) =>
  noiseFindings(trials).map((all) => all.map(({ code }) => code));

describe("the Mann–Kendall test", () => {
  // Kendall's tables: P(S ≥ 10 | n = 5) = 1/120, P(S ≥ 8) = 5/120, P(S ≥ 6) = 14/120.
  it.each([
    [[1, 2, 3, 4, 5], 2 / 120],
    [[5, 4, 3, 2, 1], 2 / 120],
    [[1, 2, 3, 5, 4], 10 / 120],
    [[1, 2, 5, 3, 4], 28 / 120],
  ])("of %j has p = %d", (values, p) => {
    expect(mannKendall(values).p).toBeCloseTo(p, 12);
  });

  it("has the median slope, and counts ties by the approximation", () => {
    expect(mannKendall([1, 3, 5, 7, 90]).slope).toBe(2);
    expect(mannKendall([4, 4, 4, 4])).toEqual({ p: 1, slope: 0 });
    expect(mannKendall([1, 1, 2, 2, 3, 3, 4, 4]).p).toBeLessThan(0.01);
  });

  it("finds a trend in values without one no more often than its level", () => {
    const random = createRandom(6);
    let alarms = 0;
    for (let i = 0; i < 2_000; i++) if (mannKendall(Array.from({ length: 8 }, () => random.float())).p < 0.05) alarms++;
    expect(alarms / 2_000).toBeLessThan(0.06);
    expect(alarms).toBeGreaterThan(0);
  });
});

describe("the noise of a trial", () => {
  it("is a drift from the first run to the last, with its size", () => {
    const [[found] = []] = noiseFindings([trialOf([100, 101, 103, 104, 107, 109])]);
    expect(found).toMatchObject({ code: "runs-drift", values: { metric: "completed/s", runs: 6 } });
    expect(found?.values["percent"]).toBeCloseTo(9.66, 1);
    expect(codes(trialOf([109, 107, 104, 103, 101, 100]))).toEqual([["runs-drift"]]);
  });

  it("reports nothing below 2 %, with five runs, in random order, or by chance among many trials", () => {
    expect(codes(trialOf([100, 100.1, 100.2, 100.3, 100.4, 100.5]))).toEqual([[]]);
    expect(codes(trialOf([100, 102, 104, 106, 108]))).toEqual([[]]);
    expect(codes(trialOf([104, 100, 107, 101, 109, 103]))).toEqual([[]]);
    const others = Array.from({ length: 20 }, (_, id) => trialOf([103, 100, 101, 104, 102, 99], `b${id}`));
    expect(codes(trialOf([100, 101, 103, 104, 107, 109]), ...others)[0]).toEqual([]);
  });

  it("is a high variation, with the runs that a precise median takes", () => {
    const [[found] = []] = noiseFindings([trialOf([100, 130, 70, 115, 80, 122])]);
    expect(found).toMatchObject({ code: "high-variation", values: { metric: "completed/s", runs: 6 } });
    expect(Number(found?.values["needed"])).toBeGreaterThan(300);
    expect(codes(trialOf([100, 101, 99, 100, 500]))).toEqual([[]]);
  });

  it("leaves out unknown runs", () => {
    const { id, runs } = trialOf([100, 101, 103, 104, 107, 109]);
    const unknown = runs.map((run, index): RunResult => (index === 0 ? { ...run, verdict: "unknown" } : run));
    expect(noiseFindings([{ id, runs: unknown }])).toEqual([[]]);
  });

  it("of measured runs: steady sleep work has none, a rate on a busy machine varies", () => {
    const handler = { id: "a", runs: recordedRuns(HANDLER_REPEATS.sameAsA, sample) };
    const throughput = { id: "b", runs: recordedRuns(THROUGHPUT_REPEATS.a, sample) };
    expect(codes(handler)).toEqual([[]]);
    expect(codes(throughput)[0]).toContain("high-variation");
  });
});
