import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "@fairhare/results";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Observer } from "./progress.ts";
import { Lab, runOf, workerPids } from "../testing/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

/** Every attempted task is in exactly one column. */
function expectSum({ ledger }: RunResult): void {
  const { completed, lost, nacked, returned, unknown, deadLettered, dropped, remaining } = ledger;
  expect(completed + lost + nacked + returned + unknown + deadLettered + dropped + remaining).toBe(ledger.attempted);
}

function expectNothingLost(run: RunResult, tasks: number): void {
  expectSum(run);
  expect(run.ledger).toMatchObject({ attempted: tasks, completed: tasks, lost: 0, duplicated: 0, unexpected: 0 });
  expect(run.verdict).toBe("pass");
}

/** Calls `act` once, when `count` tasks are completed. */
function onceCompleted(count: number, act: () => void): Observer {
  let isDone = false;
  return (event) => {
    if (isDone || event.type !== "counts" || event.completed < count) return;
    isDone = true;
    act();
  };
}

function newestHistory(): string {
  const newest = readdirSync(lab.runsDirectory).toSorted().at(-1) ?? "";
  return join(lab.runsDirectory, newest, "trial-1", "1", "history");
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("a run on a real broker", () => {
  it("shows one worker busy and the other idle at unlimited prefetch, and even work at prefetch 1", async () => {
    const outcome = await lab.run([
      { prefetch: 0, heavyMs: 50 },
      { prefetch: 1, heavyMs: 50 },
    ]);
    const [unlimited, one] = [runOf(outcome, 0), runOf(outcome, 1)];
    expectNothingLost(unlimited, 100);
    expectNothingLost(one, 100);
    expect(unlimited.fairness.jainTasks).toBe(1);
    expect(unlimited.fairness.jainBusy).toBeLessThan(0.65);
    expect(one.fairness.jainBusy).toBeGreaterThan(0.97);
    expect(one.makespanMs).toBeLessThan(unlimited.makespanMs ?? 0);
  });

  it("accounts for every task of several producers and packed workers, with confirms, on a quorum queue", async () => {
    const outcome = await lab.run([
      {
        producers: 3,
        workers: 5,
        workersPerProcess: 2,
        prefetch: 10,
        multiAckEvery: 4,
        tasks: 1_000,
        work: "none",
        queueType: "quorum",
        durability: "confirmed",
        confirmWindow: 50,
        body: "binary",
      },
    ]);
    const run = runOf(outcome);
    expectNothingLost(run, 1_000);
    expect(run.ledger.confirmed).toBe(1_000);
    expect(run.workers).toHaveLength(5);
    expect(run.latencyMs.confirm.count).toBe(1_000);
  });

  it("fills a backlog before the workers subscribe", async () => {
    const run = runOf(await lab.run([{ backlog: true, tasks: 500, work: "none", prefetch: 20 }]));
    expectNothingLost(run, 500);
    expect(run.timeline.ready.some(([, ready]) => ready === 500)).toBe(true);
  });

  it("publishes at the planned rate for the planned time", async () => {
    const run = runOf(await lab.run([{ tasks: null, timeSeconds: 2, ratePerSecond: 200, work: "none", prefetch: 50 }]));
    expectNothingLost(run, 400);
    expect(run.throughput.publishedPerSecond).toBeGreaterThan(190);
    expect(run.throughput.publishedPerSecond).toBeLessThan(210);
  });

  it("sends no acknowledgement with ack forget, and accounts for every task", async () => {
    const run = runOf(await lab.run([{ ack: "forget", prefetch: 0, tasks: 50 }]));
    expectNothingLost(run, 50);
    expect(run.ledger.redelivered).toBe(0);
  });

  it("continues after a worker is killed, redelivers its tasks and names the empty slot", async () => {
    const observer = onceCompleted(30, () => process.kill(workerPids(newestHistory())[1] ?? 0, "SIGKILL"));
    const run = runOf(await lab.run([{ prefetch: 5, workers: 3, heavyMs: 30, lightMs: 30 }], { observer }));
    expectSum(run);
    expect(run.ledger).toMatchObject({ attempted: 100, completed: 100, lost: 0 });
    expect(run.ledger.redelivered).toBeGreaterThan(0);
    expect(run.ledger.redelivered).toBeLessThanOrEqual(5);
    expect(run.ledger.duplicated).toBeLessThanOrEqual(1);
    expect(run.workers[1]?.diedAtMs).toBeGreaterThan(0);
    expect(run.warnings.join(" ")).toMatch(/worker 2.*SIGKILL/i);
  });

  it("loses with auto-ack the tasks that a killed worker had in work and in its prefetch buffer, and lists each", async () => {
    const observer = onceCompleted(20, () => process.kill(workerPids(newestHistory())[0] ?? 0, "SIGKILL"));
    const run = runOf(await lab.run([{ ack: "auto", prefetch: 0, heavyMs: 20, lightMs: 20 }], { observer }));
    expectSum(run);
    expect(run.verdict).toBe("fail");
    expect(run.ledger.completed + run.ledger.lost).toBe(100);
    expect(run.ledger.lost).toBe(50 - (run.workers[0]?.tasks ?? 0));
    expect(run.ledger.losses.every(({ cause }) => cause !== "unknown")).toBe(true);
  });

  it("has the verdict unknown when no worker is left", async () => {
    const observer = onceCompleted(5, () => {
      for (const pid of workerPids(newestHistory())) process.kill(pid, "SIGKILL");
    });
    const run = runOf(await lab.run([{}], { observer }));
    expectSum(run);
    expect(run.verdict).toBe("unknown");
    expect(run.warnings.join(" ")).toContain("no worker process is left");
  });

  it("keeps the measured results when it is interrupted, and leaves no process", async () => {
    const controller = new AbortController();
    const pids: number[] = [];
    const observer = onceCompleted(20, () => {
      pids.push(...workerPids(newestHistory()));
      controller.abort(new Error("interrupted"));
    });
    const run = runOf(await lab.run([{}], { observer, signal: controller.signal }));
    expectSum(run);
    expect(run.verdict).toBe("unknown");
    expect(run.ledger.completed).toBeGreaterThanOrEqual(20);
    expect(run.ledger.remaining).toBeGreaterThan(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});
