import { describe, expect, it } from "vitest";
import { makespanBound } from "./makespan-bound.ts";
import { hasPlannedSpeed, makespanBoundAtSpeeds, speedOfSlot, totalSpeed } from "./speeds.ts";

const places = (...speeds: readonly number[]) => speeds.map((speed) => ({ speed, from: 0 }));
const bound = (costs: readonly number[], ...speeds: readonly number[]): number =>
  makespanBoundAtSpeeds(Float64Array.from(costs), places(...speeds));

describe("the speeds of workers", () => {
  it("repeat over the slots, also for workers that join", () => {
    const settings = { speeds: [1, 1, 0.5], workers: 4 };
    expect([1, 2, 3, 4, 6].map((slot) => speedOfSlot(settings, slot))).toEqual([1, 1, 0.5, 1, 0.5]);
    expect(totalSpeed(settings)).toBe(3.5);
    expect([hasPlannedSpeed(settings), hasPlannedSpeed({ speeds: [1, 1] })]).toEqual([false, true]);
  });
});

describe("the lower bound at different speeds", () => {
  it("is the work divided by the speeds when there are many small tasks", () => {
    expect(
      bound(
        Array.from({ length: 30 }, () => 1),
        1,
        0.5,
      ),
    ).toBe(20);
  });

  it("is the longest task on the fastest worker when one task dominates", () => {
    expect(bound([10, 1, 1], 2, 1, 1)).toBe(5);
  });

  it("is the k longest tasks on the k fastest workers", () => {
    expect(bound([10, 10], 2, 1, 0.1)).toBeCloseTo(20 / 3);
  });

  it("counts a worker from the time at which it joins", () => {
    const costs = Float64Array.from({ length: 20 }, () => 1);
    expect(
      makespanBoundAtSpeeds(costs, [
        { speed: 1, from: 0 },
        { speed: 3, from: 8 },
      ]),
    ).toBe(11);
  });

  it("is 0 without work", () => {
    expect(bound([], 1, 0.5)).toBe(0);
  });

  it("never exceeds the makespan of a greedy schedule, and never the bound of equal workers at speed 1", () => {
    let state = 7;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 300; round++) {
      const speeds = Array.from({ length: 1 + Math.floor(random() * 5) }, () => 0.25 + random() * 2);
      const costs = Array.from({ length: Math.floor(random() * 30) }, () => random() * 100);
      const ends = speeds.map(() => 0);
      for (const cost of costs) {
        // The worker that would end the task first takes it.
        const finish = speeds.map((speed, index) => (ends[index] ?? 0) + cost / speed);
        const best = finish.indexOf(Math.min(...finish));
        ends[best] = finish[best] ?? 0;
      }
      expect(bound(costs, ...speeds)).toBeLessThanOrEqual(Math.max(...ends) + 1e-6);
      const equal = Float64Array.from(costs);
      expect(bound(costs, ...speeds.map(() => 1))).toBeLessThanOrEqual(makespanBound(equal, speeds.length) + 1e-6);
    }
  });
});
