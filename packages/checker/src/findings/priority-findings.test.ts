import { describe, expect, it } from "vitest";
import { createRandom } from "@fairhare/core";
import { createPriorities, type PriorityMix } from "@fairhare/workload";
import { history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

const MIX: PriorityMix = {
  kind: "weighted",
  levels: [
    { priority: 0, weight: 1 },
    { priority: 9, weight: 1 },
  ],
};
const TASKS = 60;
const settings = { priority: MIX, seed: 1, workers: 1, heavyMs: 10 } as const;
const priorityOf = createPriorities(settings);
const isHigh = (task: number): boolean => priorityOf?.(task) === 9;

/** Tasks of priority 9 wait `highMs` in the queue, the others `lowMs`. */
function waiting(highMs: number, lowMs: number) {
  const run = history().phase("publishing", 0).producer(1);
  for (let task = 1; task <= TASKS; task++) run.published(task, 0);
  run.worker(1);
  for (let task = 1; task <= TASKS; task++) {
    const at = isHigh(task) ? highMs : lowMs;
    run
      .delivered(task, at)
      .started(task, at)
      .completed(task, at, at + 10);
  }
  return run.phase("drained", 100_000);
}

const codesOf = (...args: Parameters<typeof check>): string[] => check(...args).result.findings.map(({ code }) => code);

describe("the latencies by priority", () => {
  it("are those of the tasks of each priority, from the lowest to the highest", () => {
    const { latencyByPriorityMs } = check(waiting(20, 300), settings).result;
    expect(Object.keys(latencyByPriorityMs)).toEqual(["0", "9"]);
    const { 0: low, 9: high } = latencyByPriorityMs;
    expect((low?.queueWait.count ?? 0) + (high?.queueWait.count ?? 0)).toBe(TASKS);
    expect([low?.queueWait.max, high?.queueWait.max]).toEqual([300, 20]);
    expect([low?.endToEnd.min, high?.endToEnd.min]).toEqual([310, 30]);
  });

  it("are empty without priorities, and if a program of the user publishes", () => {
    expect(check(waiting(20, 300), { ...settings, priority: null }).result.latencyByPriorityMs).toEqual({});
    expect(check(waiting(20, 300), { ...settings, producerCommand: "p" }).result.latencyByPriorityMs).toEqual({});
  });
});

describe("a low priority starves", () => {
  it.each([
    [20, 200, true],
    [20, 190, false],
    // A difference that nobody notices.
    [1, 40, false],
  ])("if its tasks wait ten times as long as those of the highest: %i ms, %i ms", (highMs, lowMs, isStarved) => {
    expect(codesOf(waiting(highMs, lowMs), settings).includes("low-priority-starved")).toBe(isStarved);
  });
});

describe("the ratio of the mean waits in a strict order", () => {
  const SERVICE_MS = 10;
  const MANY = 20_000;

  /** Poisson arrivals at one worker, which is busy for a share `load` of the time. */
  function strictOrder(load: number) {
    const random = createRandom(7);
    const run = history().phase("publishing", 0);
    const due: number[] = [0];
    for (let task = 1; task <= MANY; task++) {
      due.push((due.at(-1) ?? 0) + (-Math.log(1 - random.float()) * SERVICE_MS) / load);
      run.producer(1).published(task, due[task] ?? 0);
    }
    const queued: Record<"high" | "low", number[]> = { high: [], low: [] };
    let [now, next] = [0, 1];
    run.worker(1);
    for (let done = 0; done < MANY; done++) {
      if (queued.high.length + queued.low.length === 0) now = Math.max(now, due[next] ?? 0);
      for (; next <= MANY && (due[next] ?? 0) <= now; next++) queued[isHigh(next) ? "high" : "low"].push(next);
      const task = queued.high.shift() ?? queued.low.shift() ?? 0;
      run
        .delivered(task, now)
        .started(task, now)
        .completed(task, now, now + SERVICE_MS);
      now += SERVICE_MS;
    }
    return run.phase("drained", now + 1);
  }

  // Cobham, Priority assignment in waiting line problems, 1954.
  it.each([0.5, 0.8])("is 1 / (1 − ρ) at ρ = %f", (load) => {
    const { 0: low, 9: high } = check(strictOrder(load), settings).result.latencyByPriorityMs;
    const ratio = (low?.queueWait.mean ?? 0) / (high?.queueWait.mean ?? 0);
    expect(ratio * (1 - load)).toBeGreaterThan(0.9);
    expect(ratio * (1 - load)).toBeLessThan(1.1);
  });
});

describe("a quorum queue", () => {
  it.each([
    ["3.10.8", "priorities-ignored"],
    ["4.0.5", "priorities-in-two-levels"],
    ["4.3.6", undefined],
  ])("of %s", (brokerVersion, expected) => {
    const codes = codesOf(waiting(20, 30), { ...settings, queueType: "quorum" }, { brokerVersion });
    expect(codes.find((code) => code.startsWith("priorities-"))).toBe(expected);
  });
});

/** Worker 1 completes three tasks, worker 2 one. */
const uneven = () => {
  const shared = history().phase("publishing", 0).producer(1);
  for (let task = 1; task <= 4; task++) shared.published(task, 0);
  shared.worker(1).worked(1, 1, 2).worked(2, 2, 3).worked(3, 3, 4);
  return shared.worker(2).worked(4, 1, 2).phase("drained", 100);
};

describe("consumer priorities", () => {
  it("are named with the shares that they ask for, and dispatch is not judged", () => {
    const { findings, fairness } = check(uneven(), { consumerPriorities: [10, 0], prefetch: 0 }).result;
    expect(findings).toContainEqual({
      code: "consumer-priorities",
      severity: "info",
      values: { shares: "priority 10 has 75 %, priority 0 has 25 %", tasks: 4 },
    });
    expect(fairness.dispatchBreaks).toBeNull();
    expect(fairness.jainTasks).toBeCloseTo(0.8);
  });

  it("are not named if they are equal, or if one worker is active at a time", () => {
    expect(codesOf(uneven(), { consumerPriorities: [5] })).not.toContain("consumer-priorities");
    const single = { queueArguments: { "x-single-active-consumer": true } };
    expect(codesOf(uneven(), { ...single, consumerPriorities: [10, 0] })).not.toContain("consumer-priorities");
  });
});

it("round-robin is not judged if messages have different priorities", () => {
  expect(check(waiting(20, 30), { ...settings, workers: 2, prefetch: 0 }).result.fairness.dispatchBreaks).toBeNull();
});
