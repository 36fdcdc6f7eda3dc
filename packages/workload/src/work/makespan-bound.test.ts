import { describe, expect, it } from "vitest";
import { makespanBound } from "./makespan-bound.ts";

const bound = (costs: readonly number[], places: number, joins: readonly number[] = []): number =>
  makespanBound(Float64Array.from(costs), places, joins);

describe("the lower bound of the makespan", () => {
  it.each([
    ["is the mean load when it divides evenly", [1, 2, 3, 2], 2, 4],
    ["is the largest cost when that is longer", [10, 1, 1], 2, 10],
    ["is the load of the busiest place when tasks do not divide evenly", [4, 4, 4], 2, 8],
    ["uses the smallest tasks that must share a place", [5, 4, 3, 1], 3, 5],
    [
      "is 13 heavy tasks when 50 are spread over four workers",
      [...Array<number>(50).fill(100), ...Array<number>(50).fill(1)],
      4,
      1_300,
    ],
    ["is 0 without work", [], 3, 0],
    ["is the sum on one place", [3, 1, 2], 1, 6],
  ])("%s", (_, costs, places, expected) => {
    expect(bound(costs, places)).toBe(expected);
  });

  it("never exceeds the best schedule, found by trying them all", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const costs = Array.from({ length: 7 }, (_, index) => 1 + ((seed * 7919 + index * 104_729 * seed) % 10));
      expect(bound(costs, 3)).toBeLessThanOrEqual(bestMakespan(costs, [0, 0, 0]));
    }
  });
});

describe("the lower bound when places join", () => {
  it("begins with the first place when all join, and is 0 without work or places", () => {
    expect(makespanBound(Float64Array.of(4, 4), 0, [1, 3])).toBe(6);
    expect(makespanBound(Float64Array.of(0, 0), 0, [1])).toBe(0);
    expect(makespanBound(Float64Array.of(4), 0)).toBe(0);
  });

  it.each([
    ["is the mean load when they join at the beginning", [1, 2, 3, 2], 1, [0], 4],
    ["counts them from when they join", [2, 2, 2, 2], 1, [4], 6],
    ["ignores places that join after all work is done", [1, 1], 1, [2, 90], 2],
    ["accepts them in any order", [3, 3, 3, 3], 1, [6, 3], 7],
  ])("%s", (_, costs, places, joins, expected) => {
    expect(bound(costs, places, joins)).toBe(expected);
  });

  it("never exceeds the best schedule, found by trying them all", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const costs = Array.from({ length: 6 }, (_, index) => 1 + ((seed * 7919 + index * 104_729 * seed) % 10));
      const late = [seed % 13, (seed * 3) % 17];
      expect(bound(costs, 1, late)).toBeLessThanOrEqual(bestMakespan(costs, [0, ...late]));
    }
  });
});

/**
 * The best makespan of all schedules. `loads` is the time at which each place is free; places without a task do not
 * count.
 */
function bestMakespan([first, ...rest]: readonly number[], loads: readonly number[], latest = 0): number {
  if (first === undefined) return latest;
  return Math.min(
    ...loads.map((_, place) =>
      bestMakespan(
        rest,
        loads.map((load, at) => (at === place ? load + first : load)),
        Math.max(latest, (loads[place] ?? 0) + first),
      ),
    ),
  );
}
