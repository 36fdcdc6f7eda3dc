import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { describe, expect, it } from "vitest";
import { guessedCapacity, guessedTrialSeconds, searchBounds } from "./first-guess.ts";

const EVEN = { ...BASE_SETTINGS, workers: 4, heavyMs: 10, lightMs: 10 };

const bounds = (startPerSecond: number | null, seconds = 5) =>
  searchBounds({ capacity: 400, producers: 2, seconds, startPerSecond });

describe("the first guess of a capacity", () => {
  it.each([
    ["is workers over service time", {}, 388],
    ["counts the tasks that a worker processes at a time", { workerConcurrency: 2, prefetch: 2 }, 777],
    ["counts the speeds of the workers", { speeds: [1, 0.5] }, 291],
    ["averages the service times", { heavyMs: 19, lightMs: 1 }, 388],
    ["counts the round trip with prefetch 1", { prefetch: 1, rttMs: 20 }, 132],
    ["does not count the round trip with a prefetch that hides it", { prefetch: 10, rttMs: 20 }, 388],
  ])("%s", (_name, changes, capacity) => {
    expect(guessedCapacity({ ...EVEN, ...changes })).toBeCloseTo(capacity, -1);
  });

  it("makes a trial long enough for its tasks, within limits", () => {
    expect([1_000, 40, 20, 0.5].map(guessedTrialSeconds)).toEqual([5, 5, 10, 60]);
  });

  it("begins below the capacity, or at the rate that the user names", () => {
    expect(bounds(null)).toEqual({ first: 280, least: 2, most: 2_000_000 });
    expect(bounds(50, 20)).toEqual({ first: 50, least: 0.5, most: 2_000_000 });
    expect(bounds(1)).toMatchObject({ first: 1, least: 1 });
  });
});
