import { toMilliseconds } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import type { Skew } from "../settings.ts";
import { createWorkload, type WorkloadSettings } from "./workload.ts";

const SETTINGS: WorkloadSettings = {
  skew: { kind: "odd-even" },
  heavyMs: 100,
  lightMs: 1,
  dotMs: 1_000,
  work: "sleep",
  seed: 3,
};

function costs(skew: Skew, count: number, settings: Partial<WorkloadSettings> = {}): number[] {
  const workload = createWorkload({ ...SETTINGS, skew, ...settings });
  return Array.from({ length: count }, (_, index) => toMilliseconds(workload.cost(index + 1)));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("a workload", () => {
  it("odd-even: odd tasks are heavy, even ones light", () => {
    expect(costs({ kind: "odd-even" }, 4)).toEqual([100, 1, 100, 1]);
  });

  it("period 2 is odd-even; period 1 is uniform; period 3 makes every third heavy, the first among them", () => {
    expect(costs({ kind: "period", period: 2 }, 50)).toEqual(costs({ kind: "odd-even" }, 50));
    expect(costs({ kind: "period", period: 1 }, 50)).toEqual(costs({ kind: "uniform" }, 50));
    expect(costs({ kind: "period", period: 3 }, 6)).toEqual([100, 1, 1, 100, 1, 1]);
  });

  it("dots: one to five and again", () => {
    expect(costs({ kind: "dots" }, 6)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000, 1_000]);
  });

  it("a trace is repeated when it is shorter than the trial", () => {
    expect(costs({ kind: "trace", file: "t", costsMs: [5, 7] }, 3)).toEqual([5, 7, 5]);
  });

  it("without work, tasks cost nothing and none is heavy", () => {
    const workload = createWorkload({ ...SETTINGS, work: "none" });
    expect(workload.cost(1)).toBe(0);
    expect(workload.isHeavy(workload.cost(1))).toBe(false);
  });

  it("random: the share of heavy tasks equals the probability", () => {
    const heavy = costs({ kind: "random", probability: 0.2 }, 20_000).filter((cost) => cost === 100).length;
    expect(heavy / 20_000).toBeCloseTo(0.2, 1.5);
    expect(new Set(costs({ kind: "random", probability: 0 }, 1_000))).toEqual(new Set([1]));
    expect(new Set(costs({ kind: "random", probability: 1 }, 1_000))).toEqual(new Set([100]));
  });

  it("pareto: within its bounds, with the mean of the closed form", () => {
    const [low, high, shape] = [1, 100, 1.5];
    const sample = costs({ kind: "pareto", shape }, 100_000);
    expect(Math.min(...sample.slice(0, 50_000))).toBeGreaterThanOrEqual(low);
    expect(Math.max(...sample.slice(0, 50_000))).toBeLessThanOrEqual(high);
    // E = L^a / (1 − (L/H)^a) · a / (a − 1) · (1 / L^(a−1) − 1 / H^(a−1))
    const expected =
      (low ** shape / (1 - (low / high) ** shape)) *
      (shape / (shape - 1)) *
      (1 / low ** (shape - 1) - 1 / high ** (shape - 1));
    expect(mean(sample) / expected).toBeCloseTo(1, 1.5);
  });

  it("lognormal: half of the tasks are below the light cost, none above the heavy one", () => {
    const sample = costs({ kind: "lognormal", sigma: 1 }, 20_000, { lightMs: 10 });
    expect(sample.filter((cost) => cost < 10).length / sample.length).toBeCloseTo(0.5, 1.5);
    expect(Math.max(...sample)).toBe(100);
  });

  it.each<Skew>([
    { kind: "random", probability: 0.5 },
    { kind: "pareto", shape: 1.2 },
    { kind: "lognormal", sigma: 1 },
  ])("$kind: equal for the same seed in any order of the calls, and different for another seed", (skew) => {
    const first = costs(skew, 100);
    const workload = createWorkload({ ...SETTINGS, skew });
    const backwards = Array.from({ length: 100 }, (_, index) => toMilliseconds(workload.cost(100 - index)));
    expect(backwards.toReversed()).toEqual(first);
    expect(costs(skew, 100, { seed: 4 })).not.toEqual(first);
  });

  it("distinguishes heavy from light tasks, and counts equal costs as heavy", () => {
    const workload = createWorkload(SETTINGS);
    expect([1, 2].map((task) => workload.isHeavy(workload.cost(task)))).toEqual([true, false]);
    const equal = createWorkload({ ...SETTINGS, lightMs: 100 });
    expect([1, 2].map((task) => equal.isHeavy(equal.cost(task)))).toEqual([true, true]);
  });
});
