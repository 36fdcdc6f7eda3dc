import { describe, expect, it } from "vitest";
import { jainIndex } from "@fairhare/results";
import { history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

/** Odd tasks are heavy, even tasks are light; round-robin over an even number of workers: half of them get only heavy tasks. */
function blindRoundRobin(workers: number, heavyMs: number, lightMs: number, tasks: number) {
  const run = history().phase("publishing", 0).producer(1);
  const cost = (task: number): number => (task % 2 === 1 ? heavyMs : lightMs);
  for (let task = 1; task <= tasks; task++) {
    run.producer(1).published(task, 0, { costMs: cost(task), heavy: task % 2 === 1 });
  }
  const free = Array.from({ length: workers }, () => 1);
  for (let task = 1; task <= tasks; task++) {
    const slot = ((task - 1) % workers) + 1;
    const from = free[slot - 1] ?? 0;
    free[slot - 1] = from + cost(task);
    run.worker(slot).delivered(task, 1);
  }
  free.fill(1);
  for (let task = 1; task <= tasks; task++) {
    const slot = ((task - 1) % workers) + 1;
    const from = free[slot - 1] ?? 0;
    free[slot - 1] = from + cost(task);
    run
      .worker(slot)
      .started(task, from)
      .completed(task, from, from + cost(task));
  }
  return run.phase("drained", 1e6);
}

describe("Jain's index", () => {
  it("is 1 if all shares are equal", () => {
    expect(jainIndex([3, 3, 3])).toBe(1);
  });
  it("is 1/n if one slot has everything", () => {
    expect(jainIndex([0, 0, 0, 9])).toBe(0.25);
  });
  it("is null if the sum is 0", () => {
    expect(jainIndex([0, 0])).toBeNull();
    expect(jainIndex([])).toBeNull();
  });
});

describe("odd heavy, even light, blind round-robin", () => {
  it.each([
    [2, 100, 1],
    [2, 100, 10],
    [4, 50, 5],
  ])("follows the closed forms for %i workers, %i ms and %i ms", (workers, heavy, light) => {
    const { fairness, boundRatio } = check(blindRoundRobin(workers, heavy, light, 40), { workers }).result;
    expect(fairness.jainTasks).toBe(1);
    expect(fairness.jainBusy).toBeCloseTo((heavy + light) ** 2 / (2 * (heavy ** 2 + light ** 2)), 12);
    // The first task begins at 1 ms, so the makespan is 1 ms longer than the closed form.
    const rounds = 40 / workers;
    expect(boundRatio).toBeCloseTo((2 * heavy) / (heavy + light) + 2 / (rounds * (heavy + light)), 9);
  });

  it("gives the heavy half of the fleet almost all busy time", () => {
    const { fairness } = check(blindRoundRobin(2, 100, 10, 40)).result;
    expect(fairness.maxBusyShare).toBeCloseTo(100 / 110, 12);
    expect(fairness.minBusyShare).toBeCloseTo(10 / 110, 12);
  });

  it("leaves the light worker idle while the heavy worker's prefetch buffer has tasks", () => {
    const { fairness } = check(blindRoundRobin(2, 100, 10, 4)).result;
    // Both workers are idle in the first millisecond and work from 1 to 21 ms. From 21 to 101 ms worker 2 is idle and
    // the second task of worker 1 waits in its buffer.
    expect(fairness.idleWhileBacklogMs).toBeCloseTo(80 + 2, 9);
  });
});

describe("a fleet with more workers than detailed lanes", () => {
  it("has a lane for each worker, because a worker without a lane looks idle", () => {
    const run = history().phase("publishing", 0);
    for (let slot = 1; slot <= 70; slot++)
      run.producer(1).published(slot, 0, { costMs: 10 }).worker(slot).worked(slot, 5, 15);
    const { workers } = check(run.phase("drained", 100), { workers: 70 }).result;
    expect(workers.filter(({ lane }) => lane.length !== 1)).toEqual([]);
  });
});

describe("a trial without work", () => {
  const run = history()
    .phase("publishing", 0)
    .producer(1)
    .published(1, 0)
    .published(2, 0)
    .worker(1)
    .delivered(1, 5)
    .completed(1, 5, 5.1)
    .delivered(2, 6)
    .completed(2, 6, 6.1)
    .phase("drained", 10);
  const { result } = check(run, { work: "none" });

  it("has no busy time, so it has only Jain's index by tasks", () => {
    expect(result.fairness).toMatchObject({ jainTasks: 0.5, jainBusy: null, maxBusyShare: null });
    expect(result.fairness.idleWhileBacklogMs).toBeNull();
    expect(result.boundRatio).toBeNull();
    expect(result.workers[0]).toMatchObject({ tasks: 2, busyMs: 0, lane: [] });
  });

  it("has no buffer wait", () => {
    expect(result.latencyMs.bufferWait).toMatchObject({ count: 2, max: 0 });
    expect(result.latencyMs.work).toMatchObject({ count: 2, max: 0.1 });
  });
});

describe("workers that process two tasks at the same time", () => {
  const run = history()
    .phase("publishing", 0)
    .producer(1)
    .published(1, 0, { costMs: 100, heavy: true })
    .published(2, 0, { costMs: 50 })
    .published(3, 0, { costMs: 50 })
    .worker(1)
    .delivered(1, 0)
    .started(1, 0)
    .delivered(2, 0)
    .started(2, 0)
    .delivered(3, 0)
    .completed(2, 0, 50)
    .started(3, 50)
    .completed(3, 50, 100)
    .completed(1, 0, 100)
    .phase("drained", 200);
  const { result } = check(run, { workers: 1, workerConcurrency: 2 });

  it("add up the busy time of both tasks", () => {
    expect(result.workers[0]).toMatchObject({ busyMs: 200, idleMs: 0 });
  });

  it("have a lower bound for their concurrency", () => {
    expect(result.boundMs).toBe(100);
    expect(result.boundRatio).toBeCloseTo(1);
  });

  it("have one lane segment for overlapping work, heavy by its share", () => {
    expect(result.workers[0]?.lane).toEqual([[0, 100, 0.5]]);
  });
});
