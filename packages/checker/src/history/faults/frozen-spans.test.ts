import { describe, expect, it } from "vitest";
import { Role } from "@fairhare/protocol";
import { history } from "../../testing/history.ts";
import { check, STOP_ANY_WORKER } from "../../testing/settings.ts";

const settings = { faults: [STOP_ANY_WORKER], ratePerSecond: 10 };

/** Worker 1 is frozen for 500 ms, 40 ms after it began a task of 100 ms. Worker 2 processes one task without a freeze. */
const frozen = () =>
  history()
    .phase("publishing", 0)
    .spawned(1, 0)
    .spawned(2, 0)
    .fault(1, 50, 550, 1, Role.worker)
    .producer(1)
    .published(1, 0, { costMs: 100 })
    .published(2, 0, { costMs: 100 })
    .worker(1)
    .worked(1, 10, 610)
    .worker(2)
    .worked(2, 10, 110);

describe("a worker that is frozen during a task", () => {
  const { result } = check(frozen().phase("drained", 1_000), settings);
  const [first, second] = result.workers;

  it("is busy before and after the freeze, not during it, and its lane has a gap", () => {
    expect(first).toMatchObject({ tasks: 1, busyMs: 100 });
    expect(first?.lane.map(([from, to]) => [from, to])).toEqual([
      [10, 50],
      [550, 610],
    ]);
    expect(result.fairness.jainBusy).toBe(1);
  });

  it("is not idle during the freeze", () => {
    expect(first).toMatchObject({
      idleMs: 10,
      present: [
        [0, 50],
        [550, 610],
      ],
    });
    expect(second).toMatchObject({ busyMs: 100, idleMs: 510, present: [[0, 610]] });
  });

  it("does not increase the median service time", () => {
    expect(result.warnings).toEqual([]);
  });
});

const waiting = () =>
  history()
    .phase("publishing", 0)
    .fault(1, 100, 300, 1, Role.worker)
    .producer(1)
    .published(1, 0, { costMs: 100 })
    .worker(2, { since: 350 })
    .worked(1, 400, 500);

describe("a worker that is frozen while tasks wait", () => {
  it("is idle only before and after the freeze", () => {
    const run = waiting().worker(1).phase("drained", 1_000);
    // Worker 1 is idle from 0 to 100 ms and from 300 to 400 ms, worker 2 from 350 to 400 ms.
    expect(check(run, settings).result.fairness.idleWhileBacklogMs).toBeCloseTo(250);
  });

  it("leaves the other slots idle while it holds a task in its prefetch buffer", () => {
    const run = history()
      .phase("publishing", 0)
      .fault(1, 0, 300, 1, Role.worker)
      .producer(1)
      .published(1, 0, { costMs: 100 })
      .worker(1)
      .delivered(1, 0)
      .started(1, 300)
      .completed(1, 300, 400)
      .worker(2)
      .phase("drained", 1_000);
    expect(check(run, settings).result.fairness.idleWhileBacklogMs).toBeCloseTo(300);
  });

  it("stays frozen until its end if the fault is never healed", () => {
    const run = history()
      .phase("publishing", 0)
      .spawned(1, 0)
      .fault(1, 50, null, 1, Role.worker)
      .producer(1)
      .published(1, 0, { costMs: 100 })
      .published(2, 0, { costMs: 100 })
      .worker(1)
      .delivered(1, 10)
      .started(1, 10)
      .killed(1, 500)
      .worker(2)
      .worked(2, 100, 200)
      .phase("cutShort", 600);
    expect(check(run, settings).result.workers[0]).toMatchObject({ busyMs: 40, lane: [[10, 50, 0]] });
  });
});

const stalls = (run: ReturnType<typeof frozen>): string[] =>
  check(run.phase("drained", 1_000), settings).result.warnings.filter((warning) => warning.includes("stalled"));

describe("an event loop that does not run", () => {
  it("does not count as stalled while a fault freezes its process", () => {
    expect(stalls(frozen().worker(1).sampled(0.1, 1, 5).sampled(0.1, 1, 551, 500))).toEqual([]);
    // The first sample after the freeze reports the late timers too.
    expect(stalls(frozen().worker(1).sampled(0.1, 1, 5).sampled(0.1, 1, 552).sampled(0.1, 1, 1_550, 500))).toEqual([]);
  });

  it("counts as stalled in another process, and long before or after the freeze", () => {
    expect(stalls(frozen().worker(2).sampled(0.1, 1, 5).sampled(0.1, 1, 551, 500))).toHaveLength(1);
    expect(stalls(frozen().worker(1).sampled(0.1, 1, 700).sampled(0.1, 1, 900, 90))).toHaveLength(1);
  });

  it("does not count as stalled in a frozen producer", () => {
    const faults = [{ ...STOP_ANY_WORKER, role: "producer" }] as const;
    const run = history()
      .phase("publishing", 0)
      .fault(1, 50, 550, 1, Role.producer)
      .producer(1)
      .published(1, 0)
      .sampled(0.1, 1, 5)
      .sampled(0.1, 1, 551, 500)
      .worker(1)
      .worked(1, 10, 20)
      .phase("drained", 1_000);
    expect(check(run, { ratePerSecond: 10, faults }).result.warnings).toEqual([]);
  });
});
