import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { buildRun } from "../testing/run-builder.ts";
import { ratesEndMs, rateWindowMs, ratesOf } from "./rate-windows.ts";

const timeline = (windowMs: number, completed: readonly number[]) => ({
  windowMs,
  completed: [...completed],
  published: [],
  ready: [],
  unacked: [],
  queueMemoryBytes: [],
  brokerMemoryBytes: [],
  endToEndMs: { p50: [], p95: [], p99: [], max: [] },
});

describe("the window of a rate", () => {
  it("counts several events: 77 tasks/s in windows of 1 ms are merged to 200 ms", () => {
    const completed = Array.from({ length: 2_600 }, (_, index) => (index % 13 === 0 ? 1 : 0));
    expect(rateWindowMs(timeline(1, completed), 4, 2_600)).toBe(200);
  });

  it("stays as it is where it counts enough", () => {
    expect(
      rateWindowMs(
        timeline(
          50,
          Array.from({ length: 55 }, () => 400),
        ),
        2,
        2_750,
      ),
    ).toBe(50);
  });

  it("is a whole number of the timeline's windows", () => {
    const windows = fc.constantFrom(0.001, 0.02, 0.5, 1, 2, 5, 10, 20, 50, 200, 500, 1_000);
    const counts = fc.array(fc.nat(40), { minLength: 1, maxLength: 150 });
    fc.assert(
      fc.property(windows, counts, fc.integer({ min: 1, max: 400 }), (windowMs, completed, workers) => {
        const endMs = completed.length * windowMs;
        const factor = rateWindowMs(timeline(windowMs, completed), workers, endMs) / windowMs;
        expect(Math.abs(factor - Math.round(factor))).toBeLessThan(1e-6);
        expect(factor).toBeGreaterThanOrEqual(1 - 1e-9);
      }),
    );
  });
});

describe("rates", () => {
  it("are events per second of the time that a window covers", () => {
    const counts = [4, 6, 10, 0, 5];
    expect(ratesOf(counts, { windowMs: 100, mergedMs: 200, endMs: 500 })).toEqual([
      [0, 50],
      [200, 50],
      [400, 50],
      [500, 50],
    ]);
  });

  it("leave out a last window that was hardly measured", () => {
    expect(ratesOf([4, 6, 1], { windowMs: 100, mergedMs: 200, endMs: 220 })).toEqual([
      [0, 50],
      [200, 50],
    ]);
  });
});

const published = (count: number) => Array.from({ length: count }, () => 1);

describe("the end of the rates", () => {
  it("is the makespan, or a publish after the last completion", () => {
    const run = { ...buildRun(BASE_SETTINGS), makespanMs: 500 };
    expect(ratesEndMs({ ...run, timeline: { ...run.timeline, windowMs: 50, published: published(4) } })).toBe(500);
    expect(ratesEndMs({ ...run, timeline: { ...run.timeline, windowMs: 50, published: published(21) } })).toBe(1_000);
    expect(ratesEndMs({ ...run, timeline: { ...run.timeline, windowMs: 50, published: [] } })).toBe(500);
  });
});
