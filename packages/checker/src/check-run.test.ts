import { describe, expect, it } from "vitest";
import { finding } from "@fairhare/findings";
import { checkRun } from "./check-run.ts";
import { resultsSchema, runSchema } from "@fairhare/results";
import { history } from "./testing/history.ts";
import { check, KILL_ANY_WORKER, SETTINGS } from "./testing/settings.ts";

/** Two tasks, one heavy and one light, over two workers. */
const sane = () =>
  history()
    .phase("publishing", 0)
    .producer(1)
    .published(1, 0, { costMs: 100, heavy: true })
    .published(2, 0, { costMs: 10 })
    .closed(5)
    .worker(1)
    .worked(1, 10, 110)
    .worker(2)
    .worked(2, 20, 30)
    .phase("drained", 120);

describe("a run without any history", () => {
  const { result, losses } = checkRun({
    settings: SETTINGS,
    run: 1,
    shards: [],
    directory: null,
    brokerVersion: "4.0.5",
  });

  it("has the verdict unknown and null for every unmeasured value", () => {
    expect(result.verdict).toBe("unknown");
    expect(result.makespanMs).toBeNull();
    expect(result.boundRatio).toBeNull();
    expect(result.fairness.jainTasks).toBeNull();
    expect(result.latencyMs.endToEnd).toMatchObject({ count: 0, p50: null });
    expect(losses).toEqual([]);
  });

  it("has a warning that the orchestrator's shard is missing", () => {
    expect(result.warnings.join("\n")).toContain("The orchestrator's shard is missing");
  });

  it("matches the schema of a run", () => {
    expect(runSchema.parse(result)).toEqual(result);
  });
});

describe("a run without faults", () => {
  const { result } = check(sane());

  it("passes with every task completed", () => {
    expect(result.verdict).toBe("pass");
    expect(result.ledger).toMatchObject({ attempted: 2, confirmed: 2, delivered: 2, completed: 2, lost: 0 });
  });

  it("has a makespan from the start of publishing to the last completion", () => {
    expect(result.makespanMs).toBeCloseTo(110);
  });

  it("counts latencies from the intended send", () => {
    expect(result.latencyMs.endToEnd).toMatchObject({ count: 2, min: 30, max: 110 });
    expect(result.latencyMs.queueWait).toMatchObject({ count: 2, min: 10, max: 20 });
    expect(result.latencyMs.work).toMatchObject({ count: 2, min: 10, max: 100 });
    expect(result.latencyMs.confirm).toMatchObject({ count: 2, min: 1, max: 1 });
  });

  it("has a row for each slot", () => {
    expect(result.workers).toMatchObject([
      { slot: 1, incarnations: 1, tasks: 1, heavyTasks: 1, busyMs: 100, idleMs: 10, lane: [[10, 110, 1]] },
      { slot: 2, incarnations: 1, tasks: 1, heavyTasks: 0, busyMs: 10, idleMs: 100, lane: [[20, 30, 0]] },
    ]);
    expect(result.workers.map(({ busyShare }) => busyShare)).toEqual([100 / 110, 10 / 110]);
  });

  it("is valid JSON by the published schema", () => {
    const run = resultsSchema.shape.trials.element.shape.runs.element;
    expect(run.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });
});

describe("the start of the measurement", () => {
  it("is the first intended send if it precedes the publishing phase", () => {
    const run = history().phase("publishing", 10).producer(1).attempted(1, 12, {}, 5).worker(1).worked(1, 20, 30);
    expect(check(run).result.makespanMs).toBeCloseTo(25);
  });

  it("is the release of the workers in a backlog trial; filling the queue does not count", () => {
    const run = history()
      .phase("publishing", 0)
      .producer(1)
      .published(1, 1)
      .phase("released", 500)
      .worker(1)
      .worked(1, 510, 610);
    expect(check(run, { backlog: true }).result.makespanMs).toBeCloseTo(110);
  });

  it("is the first attempt if the history has no phases", () => {
    expect(check(history().producer(1).published(1, 40).worker(1).worked(1, 50, 60)).result.makespanMs).toBeCloseTo(20);
  });
});

describe("input from the orchestrator", () => {
  it("has its findings first and its directory in the result", () => {
    const { result } = check(
      sane(),
      {},
      { findings: [finding("note", { text: "the broker swapped" })], directory: "runs/1", run: 3 },
    );
    expect(result.warnings[0]).toBe("the broker swapped");
    expect(result).toMatchObject({ run: 3, directory: "runs/1" });
  });

  it("has the faults as planned, with times since the start of the measurement", () => {
    const run = sane().fault(1, 40, 70, 1);
    const { result } = check(run, { faults: [KILL_ANY_WORKER] });
    expect(result.faults).toMatchObject([{ kind: "kill", target: "worker 1", atMs: 40, healedAtMs: 70 }]);
  });

  it("has the queue depths of the broker in the timeline", () => {
    expect(check(sane().depth(7, 50)).result.timeline.ready).toEqual([[50, 7]]);
  });
});

describe("the resource usage of a run", () => {
  it("sums the CPU time and the peak memory of all processes", () => {
    const run = sane()
      .worker(1)
      .sampled(0.5, 1_000, 50)
      .sampled(0.7, 900, 100)
      .traffic(500, 600, 100)
      .producer(1)
      .sampled(0.3, 2_000, 60)
      .traffic(1_000, 100, 60)
      .brokerSampled(10, 5_000, 0)
      .brokerSampled(12, 6_000, 110)
      .brokerWrote(8_192, 0)
      .brokerWrote(12_288, 110)
      .usage(1.5, 0)
      .usage(2, 110);
    expect(check(run).result.cost).toEqual({
      clientCpuSeconds: 1,
      clientPeakRssBytes: 3_000 * 1024,
      brokerCpuSeconds: 2,
      brokerPeakRssBytes: 6_000 * 1024,
      clientCpuMsPer1000Tasks: null,
      brokerCpuMsPer1000Tasks: 1_000_000,
      workerPeakRssBytes: 1_000 * 1024,
      orchestratorCpuSeconds: 0.5,
      clientSentBytes: 1_500,
      clientReceivedBytes: 700,
      brokerDiskBytes: 4_096,
      historyBytes: expect.any(Number),
    });
  });

  it("leaves the start of the processes out of the CPU time per task", () => {
    const run = sane().worker(1).begins(0.4, 1).sampled(0.7, 900, 100).producer(1).begins(0.3, 1).sampled(0.5, 900, 90);
    expect(check(run).result.cost).toMatchObject({ clientCpuSeconds: 1.2, clientCpuMsPer1000Tasks: 250_000 });
  });

  it("is null without samples", () => {
    expect(check(sane()).result.cost.clientCpuSeconds).toBeNull();
  });
});
