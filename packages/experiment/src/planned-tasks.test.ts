import { describe, expect, it } from "vitest";
import { plannedTasks } from "./planned-tasks.ts";
import { BASE_SETTINGS } from "./testing/base-settings.ts";

const planned = (changes: Partial<typeof BASE_SETTINGS>): number | null =>
  plannedTasks({ ...BASE_SETTINGS, tasks: null, ...changes });

describe("planned tasks", () => {
  it("are the given number", () => {
    expect(planned({ tasks: 400 })).toBe(400);
  });

  it("are those of a constant pace before the time is over, the first one at its beginning", () => {
    expect(planned({ timeSeconds: 6, ratePerSecond: 100 })).toBe(600);
    expect(planned({ timeSeconds: 1, ratePerSecond: 3, producers: 2 })).toBe(6);
  });

  it("are those of the very Poisson schedule, not of its mean", () => {
    const settings = { timeSeconds: 5, ratePerSecond: 40, pace: "poisson" } as const;
    const counts = Array.from({ length: 50 }, (_, seed) => planned({ ...settings, seed }) ?? 0);
    expect(new Set(counts).size).toBeGreaterThan(10);
    expect(counts.reduce((sum, count) => sum + count, 0) / 50).toBeCloseTo(200, -1);
  });

  it("are the fewer where both are given", () => {
    expect(planned({ tasks: 50, timeSeconds: 6, ratePerSecond: 100 })).toBe(50);
    expect(planned({ tasks: 5_000, timeSeconds: 6, ratePerSecond: 100 })).toBe(600);
  });

  it("are not known where only the clock ends the publishing", () => {
    expect(planned({ timeSeconds: 6, ratePerSecond: null })).toBeNull();
  });
});
