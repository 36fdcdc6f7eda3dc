import { fromMilliseconds, nanoseconds } from "@fairhare/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Executor } from "./executor.ts";
import { startWork } from "./work.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function record(workerConcurrency: number, crashesAt = 0): { executor: Executor; events: string[] } {
  const events: string[] = [];
  const executor = new Executor({ workerConcurrency }, startWork("sleep"), {
    started: (task) => events.push(`${Date.now() - start} started ${task}`),
    finished: (task) => {
      events.push(`${Date.now() - start} completed ${task}`);
      return task !== crashesAt;
    },
    now: () => nanoseconds(Date.now() * 1e6),
  });
  const start = Date.now();
  return { executor, events };
}

const submit = (executor: Executor, costs: readonly number[]): void =>
  costs.forEach((cost, index) => executor.submit(index + 1, index + 1, fromMilliseconds(cost)));

describe("the executor", () => {
  it("starts no other task after one that crashed the process", () => {
    const { executor, events } = record(1, 1);
    submit(executor, [30, 1]);
    vi.advanceTimersByTime(100);
    expect(events).toEqual(["0 started 1", "30 completed 1"]);
  });

  it("is serial: buffered tasks wait for the task in work, in delivery order", () => {
    const { executor, events } = record(1);
    submit(executor, [30, 1, 2]);
    vi.advanceTimersByTime(100);
    expect(events).toEqual([
      "0 started 1",
      "30 completed 1",
      "30 started 2",
      "31 completed 2",
      "31 started 3",
      "33 completed 3",
    ]);
  });

  it("works on as many tasks at once as its concurrency", () => {
    const { executor, events } = record(2);
    submit(executor, [30, 10, 5]);
    vi.advanceTimersByTime(100);
    expect(events).toEqual([
      "0 started 1",
      "0 started 2",
      "10 completed 2",
      "10 started 3",
      "15 completed 3",
      "30 completed 1",
    ]);
  });

  it("finishes the task in work when it closes, and drops the waiting ones", async () => {
    const { executor, events } = record(1);
    submit(executor, [10, 10]);
    const closed = executor.close();
    vi.advanceTimersByTime(100);
    await closed;
    expect(events).toEqual(["0 started 1", "10 completed 1"]);
  });

  it("closes at once when no task is in work", async () => {
    await expect(record(3).executor.close()).resolves.toBeUndefined();
  });
});
