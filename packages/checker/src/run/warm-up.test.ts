import { createRandom } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { History } from "../testing/history.ts";
import { check } from "../testing/settings.ts";
import { warmUpLength } from "./mser.ts";

const random = createRandom(9);
/** Counts around 100, with a start of `slow` values around 20. */
const counts = (slow: number, all = 500): number[] =>
  Array.from({ length: all }, (_, index) => (index < slow ? 20 : 100) + Math.round(10 * (random.float() - 0.5)));

describe("MSER-5", () => {
  it.each([0, 25, 100, 200])("finds the end of a warm-up of %i of 500 windows", (slow) => {
    const found = warmUpLength(counts(slow)) ?? -1;
    expect(found).toBeGreaterThanOrEqual(slow);
    expect(found).toBeLessThan(slow + 50);
  });

  it("leaves out nothing of a constant rate", () => {
    expect(warmUpLength(Array.from({ length: 500 }, () => 40))).toBe(0);
  });

  it("finds no steady part in a rate that keeps rising, or that changed in the second half", () => {
    expect(warmUpLength(Array.from({ length: 500 }, (_, index) => index))).toBeNull();
    expect(warmUpLength(counts(300))).toBeNull();
  });
});

/** A task every millisecond for 10 s; tasks of the first `slowMs` take 500 ms instead of 5 ms. */
function runOf(slowMs: number, seconds = 10): History {
  const history = new History().phase("publishing", 0).producer(1);
  const tasks = Array.from({ length: seconds * 1_000 }, (_, at) => at);
  for (const at of tasks) history.published(at + 1, at, { costMs: 1 });
  history.worker(1);
  const completedAt = (at: number): number => (at < slowMs ? slowMs + 500 : at + 5);
  const ordered = tasks.toSorted((a, b) => completedAt(a) - completedAt(b));
  for (const at of ordered) history.worked(at + 1, completedAt(at) - 1, completedAt(at));
  return history.phase("drained", seconds * 1_000 + 600);
}
const settings = { timeSeconds: 10, ratePerSecond: 1_000, warmupTimeMs: null, work: "none" } as const;

describe("the warm-up inside a run", () => {
  it("is left out of rates and latencies when it is given, and stays in the ledger", () => {
    const { result } = check(runOf(2_000), { ...settings, warmupTimeMs: 3_000 });
    expect(result.warmUp).toEqual({ rule: "given", discardedMs: 3_000, discardedTasks: 2_995 });
    expect(result.ledger).toMatchObject({ attempted: 10_000, completed: 10_000 });
    expect(result.latencyMs.endToEnd).toMatchObject({ count: 7_000, max: 5 });
    expect(result.throughput.completedPerSecond).toBeCloseTo(7_005 / 7.004, 0);
    expect(result.throughput.publishedPerSecond).toBeCloseTo(1_000, 6);
    expect(result.makespanMs).toBeCloseTo(10_004, 0);
    expect(result.warnings).toContain(
      "Rates and latencies leave out the first 3.00 s (2,995 completed tasks) as the given warm-up.",
    );
  });

  it("is detected in a run of 10 s", () => {
    const { result } = check(runOf(2_000), settings);
    expect(result.warmUp.rule).toBe("detected");
    expect(result.warmUp.discardedMs).toBeGreaterThanOrEqual(2_000);
    expect(result.warmUp.discardedMs).toBeLessThan(2_700);
    expect(result.latencyMs.endToEnd.p99).toBeLessThan(6);
    expect(result.ledger.completed).toBe(10_000);
  });

  it("is not looked for in a shorter run, with a backlog or a fault, or when it is 0", () => {
    const whole = { rule: "none", discardedMs: 0, discardedTasks: 0 };
    expect(check(runOf(1_000, 5), { ...settings, timeSeconds: 5 }).result.warmUp).toEqual(whole);
    expect(check(runOf(2_000), { ...settings, timeSeconds: null, tasks: 10_000 }).result.warmUp).toEqual(whole);
    expect(check(runOf(2_000), { ...settings, backlog: true }).result.warmUp).toEqual(whole);
    const { result } = check(runOf(2_000), { ...settings, warmupTimeMs: 0 });
    expect(result.warmUp).toEqual(whole);
    expect(result.latencyMs.endToEnd.count).toBe(10_000);
  });

  it("is nothing, with a finding, in a run that never becomes steady", () => {
    const { result } = check(runOf(7_000), settings);
    expect(result.warmUp).toEqual({ rule: "detected", discardedMs: 0, discardedTasks: 0 });
    expect(result.findings.map(({ code }) => code)).toContain("no-steady-state");
  });

  it("is left out of the wait in the buffer, the work and the confirms, each counted from its own beginning", () => {
    const run = new History().phase("publishing", 0).producer(1);
    for (const [task, at] of [0, 10, 20, 30].entries()) run.published(task + 1, at, { costMs: 1 });
    run.worker(1);
    for (const [task, at] of [0, 10, 20, 30].entries())
      run
        .delivered(task + 1, at + 1)
        .started(task + 1, at + 6)
        .completed(task + 1, at + 6, at + 9);
    const stepsFrom = (warmupTimeMs: number) => {
      const { latencyMs } = check(run.phase("drained", 60), { confirmWindow: 1, warmupTimeMs }).result;
      return [latencyMs.confirm, latencyMs.bufferWait, latencyMs.work].map(({ count, p50 }) => [count, p50]);
    };
    const whole = [
      [4, 1],
      [4, 5],
      [4, 3],
    ];
    expect(stepsFrom(0)).toEqual(whole);
    // Nothing began before: reading the shards again finds the same.
    expect(stepsFrom(1e-6).map(([, p50]) => p50)).toEqual([1, 5, 3]);
    // Task 2 was published at 10 ms, delivered at 11 ms and begun at 16 ms.
    expect(stepsFrom(10).map(([count]) => count)).toEqual([3, 3, 3]);
    expect(stepsFrom(10.5).map(([count]) => count)).toEqual([2, 3, 3]);
    expect(stepsFrom(11.5).map(([count]) => count)).toEqual([2, 2, 3]);
    expect(stepsFrom(16.5).map(([count]) => count)).toEqual([2, 2, 2]);
  });

  it("longer than the run leaves no rate", () => {
    const { result } = check(runOf(0, 5), { ...settings, timeSeconds: null, tasks: 5_000, warmupTimeMs: 60_000 });
    expect(result.throughput).toMatchObject({ completedPerSecond: null, publishedPerSecond: null });
    expect(result.latencyMs.endToEnd.count).toBe(0);
    expect(result.warmUp.discardedTasks).toBe(5_000);
  });
});
