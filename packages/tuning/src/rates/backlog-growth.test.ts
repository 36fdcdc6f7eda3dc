import { describe, expect, it } from "vitest";
import { backlogGrowth } from "./backlog-growth.ts";

/** Windows of 100 ms, with these publishes and completions in each. */
const timeline = (published: readonly number[], completed: readonly number[]) => ({
  windowMs: 100,
  published: [...published],
  completed: [...completed],
  endToEndMs: { p50: [], p95: [], p99: [], max: [] },
  ready: [],
  unacked: [],
  queueMemoryBytes: [],
  brokerMemoryBytes: [],
});
const repeated = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

describe("the growth of the backlog", () => {
  it("is 0 if as many tasks are completed as published", () => {
    expect(backlogGrowth(timeline(repeated(40, 10), repeated(40, 10)), 4)).toEqual({ perSecond: 0, seconds: 3 });
  });

  it("is the difference of the rates", () => {
    expect(backlogGrowth(timeline(repeated(40, 10), repeated(60, 8)), 4)?.perSecond).toBeCloseTo(20);
  });

  it("leaves out the first quarter, in which buffers fill, and the drain", () => {
    const published = [...repeated(10, 50), ...repeated(30, 10), ...repeated(20, 0)];
    const completed = [...repeated(10, 0), ...repeated(30, 10), ...repeated(20, 40)];
    expect(backlogGrowth(timeline(published, completed), 4)?.perSecond).toBe(0);
  });

  it("is below 0 while a backlog shrinks", () => {
    expect(backlogGrowth(timeline(repeated(40, 5), repeated(40, 10)), 4)?.perSecond).toBeCloseTo(-50);
  });

  it("is not known from one window", () => {
    expect(backlogGrowth(timeline([10, 10], [10, 10]), 0.2)).toBeNull();
  });
});
