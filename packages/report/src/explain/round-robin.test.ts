import { describe, expect, it } from "vitest";
import type { TrialSettings } from "@fairhare/workload";
import { buildRun } from "../testing/run-builder.ts";
import { settingsWith } from "../testing/results-builder.ts";
import { limitOf, patternGroups, patternPeriod, predictRoundRobin } from "./round-robin.ts";

const limit = (changes: Partial<TrialSettings>): ReturnType<typeof limitOf> => {
  const settings = settingsWith(changes);
  return limitOf(patternGroups(settings, patternPeriod(settings.skew) ?? 0));
};

describe("blind round-robin over a periodic pattern", () => {
  it.each([2, 4, 10, 200])(
    "splits an even fleet of %i into two groups: (H+L)² / (2 (H²+L²)) and 2H / (H+L)",
    (workers) => {
      const [heavy, light] = [100, 1];
      const { jainBusy, makespanRatio } = limit({
        workers,
        skew: { kind: "odd-even" },
        heavyMs: heavy,
        lightMs: light,
      });
      expect(jainBusy).toBeCloseTo((heavy + light) ** 2 / (2 * (heavy ** 2 + light ** 2)), 12);
      expect(makespanRatio).toBeCloseTo((2 * heavy) / (heavy + light), 12);
    },
  );

  it.each([1, 3, 5, 7])("gives an odd fleet of %i even work", (workers) => {
    expect(limit({ workers, skew: { kind: "odd-even" } })).toEqual({ jainBusy: 1, makespanRatio: 1 });
  });

  it.each([2, 3, 5, 8])("is unfair with a period of the fleet's own size, %i", (workers) => {
    const { jainBusy, makespanRatio } = limit({
      workers,
      skew: { kind: "period", period: workers },
      heavyMs: 1000,
      lightMs: 0,
    });
    expect(jainBusy).toBeCloseTo(1 / workers, 12);
    expect(makespanRatio).toBeCloseTo(workers, 12);
  });

  it("makes gcd(period, workers) groups, each with its own positions of the pattern", () => {
    const groups = patternGroups(
      settingsWith({ workers: 4, skew: { kind: "period", period: 6 }, heavyMs: 70, lightMs: 10 }),
      6,
    );
    expect(groups).toEqual([
      { costsMs: [70, 10, 10], meanMs: 30, workers: 2 },
      { costsMs: [10, 10, 10], meanMs: 10, workers: 2 },
    ]);
  });

  it("gives every one of five workers its own number of dots", () => {
    const groups = patternGroups(settingsWith({ workers: 5, skew: { kind: "dots" }, dotMs: 10 }), 5);
    expect(groups.map((group) => group.meanMs)).toEqual([10, 20, 30, 40, 50]);
  });

  it("tends to the closed form as the tasks become many", () => {
    const settings = settingsWith({ workers: 6, skew: { kind: "period", period: 4 } });
    const exact = predictRoundRobin(settings, 120_000);
    const { jainBusy, makespanRatio } = limitOf(patternGroups(settings, 4));
    expect(exact.jainBusy).toBeCloseTo(jainBusy ?? 0, 3);
    expect(exact.makespanRatio).toBeCloseTo(makespanRatio ?? 0, 3);
  });
});

describe("the prediction for a given number of tasks", () => {
  it("agrees with a simulated queue without a prefetch limit", () => {
    const settings = settingsWith({ workers: 3, prefetch: 0, tasks: 100, skew: { kind: "pareto", shape: 1.2 } });
    const planned = predictRoundRobin(settings, 100);
    const run = buildRun(settings);
    for (const [place, busyMs] of planned.busyMs.entries()) expect(run.workers[place]?.busyMs).toBeCloseTo(busyMs, 6);
    expect(run.fairness.jainBusy).toBeCloseTo(planned.jainBusy ?? 0, 9);
  });

  it("has no index when the tasks cost nothing", () => {
    expect(predictRoundRobin(settingsWith({ work: "none" }), 10)).toMatchObject({
      jainBusy: null,
      makespanRatio: null,
    });
  });
});
