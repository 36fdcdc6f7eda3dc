import { describe, expect, it } from "vitest";
import { history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";
import { roundWindowMs } from "./timeline.ts";

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

describe("the timeline's window", () => {
  it.each([
    [1, 0.01],
    [100, 1],
    [110, 2],
    [1_000, 10],
    [7_300, 100],
    [60_000, 1_000],
  ])("for %d ms is %d ms", (duration, window) => {
    expect(roundWindowMs(duration)).toBeCloseTo(window, 12);
  });

  it("gives 40 to 100 windows", () => {
    for (let duration = 3; duration < 1e7; duration *= 1.37) {
      const windows = duration / roundWindowMs(duration);
      expect(windows).toBeGreaterThanOrEqual(39.9);
      expect(windows).toBeLessThanOrEqual(100.1);
    }
  });
});

describe("a timeline", () => {
  it("counts every publish and every first completion since the start", () => {
    const run = history().phase("publishing", 0).producer(1);
    for (let task = 1; task <= 50; task++) run.producer(1).published(task, task * 10);
    for (let task = 1; task <= 50; task++) run.worker(1).worked(task, task * 10 + 2, task * 10 + 7);
    const { timeline } = check(run.worker(1).worked(50, 508, 509).phase("drained", 600)).result;
    expect(timeline.windowMs).toBe(10);
    expect(total(timeline.published)).toBe(50);
    expect(total(timeline.completed)).toBe(50);
    expect(timeline.published.length).toBe(timeline.completed.length);
  });

  it("has the latency of the tasks that were completed in each window, from their intended publish", () => {
    const run = history().phase("publishing", 0).producer(1);
    // Task 1 takes 20 ms, task 2 takes 100 ms, and task 3 takes 50 ms.
    run.producer(1).published(1, 81).published(2, 2).published(3, 150);
    run.worker(1).worked(1, 90, 101).worked(2, 95, 102).worked(3, 151, 200);
    const { timeline } = check(run.phase("drained", 210)).result;
    expect(timeline.windowMs).toBe(2);
    const at = (ms: number) => Math.floor(ms / timeline.windowMs);
    const { p50, p99, max } = timeline.endToEndMs;
    expect(p50).toHaveLength(timeline.completed.length);
    expect(p50[at(10)]).toBeNull();
    expect(max[at(101)]).toBe(20);
    expect(max[at(102)]).toBe(100);
    expect(p99[at(200)]).toBeCloseTo(50, 0);
  });

  it("keeps the peaks of a series with too many points", () => {
    const run = history().phase("publishing", 0).producer(1).published(1, 0).worker(1).worked(1, 5, 2_000);
    for (let i = 0; i < 3_000; i++) run.depth(i === 1_234 ? 99 : 1, i);
    const { ready } = check(run).result.timeline;
    expect(ready.length).toBeLessThanOrEqual(500);
    expect(ready).toContainEqual([1_234, 99]);
  });
});

describe("the queue as the broker reported it", () => {
  it("is in the timeline by its time, with the ready messages of all sources in one series", () => {
    const run = history().phase("publishing", 0).producer(1).published(1, 0).worker(1).worked(1, 5, 400);
    const { timeline } = check(run.depth(7, 90).queueSampled(5, 2, 4_000, 40).memorySampled(6e7, 40)).result;
    expect(timeline.ready).toEqual([
      [40, 5],
      [90, 7],
    ]);
    expect(timeline.unacked).toEqual([[40, 2]]);
    expect(timeline.queueMemoryBytes).toEqual([[40, 4_000]]);
    expect(timeline.brokerMemoryBytes).toEqual([[40, 6e7]]);
  });
});
