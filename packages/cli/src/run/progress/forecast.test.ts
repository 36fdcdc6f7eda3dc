import { fromSeconds, type Nanoseconds } from "@fairhare/core";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { describe, expect, it } from "vitest";
import { forecastExperiment, forecastRun, leastOf } from "./forecast.ts";

const s = fromSeconds;
const progress = (
  completed: number,
  pacePerSecond: number | null,
  attempted = 200,
  publishingAt: Nanoseconds | null = s(10),
) => ({
  publishingAt,
  counts: { attempted, confirmed: 0, delivered: 0, completed },
  pacePerSecond,
});
const tasks = { tasks: 200, timeSeconds: null };

describe("the forecast of a run", () => {
  it("is its lower bound before anything is published", () => {
    expect(forecastRun(tasks, progress(0, null, 0, null), { least: 5, now: s(3) })).toEqual({
      fraction: 0,
      leftSeconds: 5,
    });
    expect(forecastRun(tasks, progress(0, null), { least: 5, now: s(12) })).toEqual({ fraction: 0, leftSeconds: 3 });
    expect(forecastRun(tasks, progress(0, null), { least: 0, now: s(12) })).toEqual({ fraction: 0, leftSeconds: null });
  });

  it("is the open tasks at the measured pace", () => {
    expect(forecastRun(tasks, progress(50, 25), { least: 5, now: s(12) })).toEqual({ fraction: 0.25, leftSeconds: 6 });
    expect(forecastRun(tasks, progress(201, 25), { least: 5, now: s(12) })).toEqual({ fraction: 1, leftSeconds: 0 });
  });

  it("with a duration is the rest of it, or the backlog at the measured pace, whichever is longer", () => {
    const timed = { tasks: null, timeSeconds: 10 };
    expect(forecastRun(timed, progress(90, 50, 100), { least: 10, now: s(12) })).toEqual({
      fraction: 0.2,
      leftSeconds: 8,
    });
    expect(forecastRun(timed, progress(100, 5, 200), { least: 10, now: s(19) })).toEqual({
      fraction: 9 / 29,
      leftSeconds: 20,
    });
  });
});

describe("the forecast of an experiment", () => {
  it("adds the lower bounds of the runs ahead, and what earlier runs took beyond theirs", () => {
    const least = [5, 10, 10, 5];
    const run = { fraction: 0.5, leftSeconds: 4 };
    expect(forecastExperiment(run, { least, index: 1, before: 0, elapsed: 3 }).leftSeconds).toBe(29);
    expect(forecastExperiment(run, { least, index: 2, before: 8, elapsed: 4 })).toEqual({
      fraction: 12 / 37,
      leftSeconds: 4 + 15 + 2 * 3,
    });
  });

  it("is unknown in the last run when that is", () => {
    const run = { fraction: 0, leftSeconds: null };
    expect(forecastExperiment(run, { least: [0], index: 1, before: 0, elapsed: 1 }).leftSeconds).toBeNull();
  });
});

const of = (id: string, count: number) => ({ id, settings: { ...BASE_SETTINGS, tasks: count } });

it("estimates each trial once, in the order of the runs", () => {
  const schedule = [of("a", 2), of("b", 200), of("a", 2)].map((trial) => ({ trial, number: 1, warmup: false }));
  const [a, b, again] = leastOf(schedule);
  expect(again).toBe(a);
  expect(b).toBeGreaterThan(a ?? 0);
});
