import { describe, expect, it } from "vitest";
import type { Baseline, Threshold } from "@fairhare/workload";
import { check, history } from "@fairhare/checker/testing";
import type { RunResult } from "@fairhare/results";
import { createRandom } from "@fairhare/core";
import { evaluateThresholds } from "./threshold.ts";

const sample: RunResult = {
  ...check(history().phase("publishing", 0).producer(1).published(1, 0).worker(1).worked(1, 5, 9)).result,
  verdict: "pass",
};
const runsOf = (makespans: readonly (number | null)[]): RunResult[] =>
  makespans.map((makespanMs, index) => ({ ...sample, run: index + 1, makespanMs }));
const ratio = (operator: Threshold["operator"], value: number): Threshold => ({
  expression: `makespanMs${operator}${value}x`,
  metric: "makespanMs",
  operator,
  value,
  against: "ratio",
});
const baselineOf = (values: readonly number[], isStrict = false, id = "a"): Baseline => ({
  source: "base",
  startedAt: "2026-01-01T00:00:00Z",
  isStrict,
  trials: [{ id, values: { makespanMs: values } }],
});
const around = (center: number): number[] => [0.98, 0.99, 1, 1.01, 1.02, 1].map((factor) => factor * center);
const judge = (threshold: Threshold, base: readonly number[], now: readonly number[], isStrict = false) =>
  evaluateThresholds([threshold], [{ id: "a", runs: runsOf(now) }], baselineOf(base, isStrict))[0];

describe("a relative threshold", () => {
  it("fails when the medians miss it and the runs show it", () => {
    expect(judge(ratio("<=", 1.1), around(100), around(120))).toEqual({
      expression: "makespanMs<=1.1x",
      ok: false,
      actual: 1.2,
      unit: "x",
      trial: "a",
      run: null,
      baseline: { median: 100, p: expect.closeTo(1 / 924, 10), runs: [6, 6] },
    });
    expect(judge(ratio(">=", 0.9), around(100), around(80))).toMatchObject({ ok: false, actual: 0.8 });
    const difference: Threshold = { ...ratio("<=", 15), against: "difference" };
    expect(judge(difference, around(100), around(120))).toMatchObject({ ok: false, actual: 20, unit: "ms" });
    expect(judge(difference, around(100), around(110))).toMatchObject({ ok: true, actual: 10 });
  });

  it("holds when the medians meet it, in either direction", () => {
    expect(judge(ratio("<=", 1.1), around(100), around(105))).toMatchObject({ ok: true, baseline: { p: null } });
    expect(judge(ratio("<=", 1.1), around(100), around(50))).toMatchObject({ ok: true, actual: 0.5 });
  });

  it("holds when the miss may be chance, unless it is strict", () => {
    const noisy = [60, 90, 112, 113, 140, 170];
    const found = judge(ratio("<=", 1.1), [70, 90, 99, 101, 130, 150], noisy);
    expect(found).toMatchObject({ ok: true, actual: 1.125 });
    expect(found?.baseline?.p).toBeGreaterThan(0.05);
    expect(judge(ratio("<=", 1.1), [70, 90, 99, 101, 130, 150], noisy, true)).toMatchObject({ ok: false });
  });

  it("with too few runs to show a miss neither holds nor fails", () => {
    expect(judge(ratio("<=", 1.1), [100, 101], [200, 201])).toMatchObject({ ok: false, actual: null });
    expect(judge(ratio("<=", 1.1), [100, 101], [200, 201], true)).toMatchObject({
      ok: false,
      actual: expect.any(Number),
    });
    expect(judge(ratio("<=", 1.1), [100, 101], [99, 100])).toMatchObject({ ok: true });
  });

  it("cannot be judged without a run, a baseline of its trial, or as a ratio to 0", () => {
    expect(judge(ratio("<=", 1.1), around(100), [])).toMatchObject({ ok: false, actual: null });
    const [lost] = evaluateThresholds([ratio("<=", 1.1)], [{ id: "b", runs: runsOf([1]) }], baselineOf([1]));
    expect(lost).toMatchObject({ ok: false, actual: null, trial: null });
    expect(evaluateThresholds([ratio("<=", 1.1)], [{ id: "a", runs: runsOf([1]) }])[0]).toMatchObject({ ok: false });
    expect(judge(ratio("<=", 1.1), [0, 0, 0, 0], [1, 1, 1, 1])).toMatchObject({ ok: false, actual: null });
    expect(judge(ratio("<=", 1.1), [0, 0, 0, 0], [0, 0, 0, 0])).toMatchObject({ ok: true, actual: 1 });
  });

  it("names the trial that fails, and corrects for all trials and thresholds together", () => {
    const trials = ["a", "b", "c"].map((id) => ({ id, runs: runsOf(around(id === "b" ? 130 : 101)) }));
    const base: Baseline = {
      ...baselineOf([]),
      trials: trials.map(({ id }) => ({ id, values: { makespanMs: around(100) } })),
    };
    const [first, second] = evaluateThresholds([ratio("<=", 1.1), ratio("<=", 1.2)], trials, base);
    expect(first).toMatchObject({ ok: false, trial: "b", actual: 1.3 });
    expect(first?.baseline?.p).toBeCloseTo(6 / 924, 10);
    expect(second).toMatchObject({ ok: false, trial: "b" });
  });

  it("leaves out unknown runs", () => {
    const runs = runsOf([...around(100), 900]).map((run): RunResult =>
      run.run === 7 ? { ...run, verdict: "unknown" } : run,
    );
    const [found] = evaluateThresholds([ratio("<=", 1.1)], [{ id: "a", runs }], baselineOf(around(100)));
    expect(found).toMatchObject({ ok: true, baseline: { runs: [6, 6] } });
  });

  it("fails by chance in at most 5 % of the comparisons of a system with itself, also at a limit of 1x", () => {
    const random = createRandom(8);
    const draw = (): number[] => Array.from({ length: 7 }, () => 100 * (1 - random.float()) ** (-1 / 2));
    let failed = 0;
    for (let i = 0; i < 1_000; i++) if (!judge(ratio("<=", 1), draw(), draw())?.ok) failed++;
    expect(failed / 1_000).toBeLessThan(0.06);
    expect(failed).toBeGreaterThan(0);
  });
});

describe("a threshold of some trials", () => {
  it("is judged over these alone, and names trial, run and unit of the worst", () => {
    const trials = [
      { id: "a", runs: runsOf([10, 20, 15]) },
      { id: "b", runs: runsOf([90]) },
    ];
    const threshold: Threshold = { expression: "x", metric: "makespanMs", operator: "<", value: 18, trials: ["a"] };
    expect(evaluateThresholds([threshold], trials)).toEqual([
      { expression: "x", ok: false, actual: 20, unit: "ms", trial: "a", run: 2, baseline: null },
    ]);
    expect(evaluateThresholds([{ ...threshold, value: 50 }], trials)[0]).toMatchObject({ ok: true, actual: 20 });
  });
});
