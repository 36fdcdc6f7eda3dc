import { Role } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";
import { AHEAD, BEHIND, codesOf, twoHosts } from "../testing/two-hosts.ts";
import { ns } from "../testing/write-shards.ts";
import { clocksOfShards } from "./shard-clocks.ts";

describe("a run on several hosts", () => {
  const run = twoHosts()
    .producer(1)
    .published(1, 1_000 + AHEAD)
    .published(2, 2_000 + AHEAD);
  run
    .worker(1, { since: 450 + BEHIND })
    .worked(1, 1_005 + BEHIND, 1_015 + BEHIND)
    .worked(2, 2_005 + BEHIND, 2_015 + BEHIND);
  const { result } = check(run.phase("drained", 5_000), { workers: 1, tasks: 2 });

  it("has the latencies of one clock, with the error of both", () => {
    const { queueWait, endToEnd, work, bufferWait, confirm } = result.latencyMs;
    expect(queueWait.count).toBe(2);
    for (const value of [queueWait.min, queueWait.max]) expect(Math.abs((value ?? 0) - 5)).toBeLessThan(0.25);
    expect(Math.abs((endToEnd.max ?? 0) - 15)).toBeLessThan(0.25);
    expect(queueWait.errorBound).toBeGreaterThan(0.2);
    expect(queueWait.errorBound).toBeLessThan(0.4);
    expect(endToEnd.errorBound).toBe(queueWait.errorBound);
    // One process measures each of them.
    for (const latency of [work, bufferWait, confirm]) expect(latency).not.toHaveProperty("errorBound");
    expect(work.max).toBeCloseTo(10, 2);
  });

  it("has the error of each queue by the hosts of its workers", () => {
    const two = twoHosts({ workers: 2, agentOfWorker: (worker) => worker }).producer(1);
    for (const task of [1, 2]) two.published(task, 1_000 + AHEAD);
    two.worker(1, { since: 450 + AHEAD }).worked(1, 1_005 + AHEAD, 1_015 + AHEAD);
    two.worker(2, { since: 450 + BEHIND }).worked(2, 1_005 + BEHIND, 1_015 + BEHIND);
    const { queues, worstQueue, latencyMs } = check(two.phase("drained", 5_000), {
      workers: 2,
      queues: 2,
      tasks: 2,
    }).result;
    const [local, remote] = queues.map(({ endToEndMs }) => endToEndMs.errorBound);
    expect(local).toBe(0);
    expect(remote).toBe(latencyMs.endToEnd.errorBound);
    expect(worstQueue.endToEndErrorBoundMs).toBe(remote);
  });

  it("has the clock of each shard, for readers of single events", () => {
    const clockOf = clocksOfShards(run.shards());
    expect(clockOf("orchestrator-1.1.shard")).toBeUndefined();
    const at = clockOf("worker-1.1.shard")?.toReference(ns(1_005 + BEHIND)) ?? 0;
    expect(Math.abs(at - ns(1_005)) / 1e6).toBeLessThan(0.15);
  });

  it("says how the clocks were, and passes", () => {
    expect(result.verdict).toBe("pass");
    expect(result.clocks).toHaveLength(2);
    expect(result.clocks[0]).toMatchObject({ agent: 1, exchanges: 11, steady: true });
    expect(result.clocks[0]?.offsetMs).toBeCloseTo(AHEAD, 2);
    expect(result.clocks[1]?.offsetMs).toBeCloseTo(BEHIND, 2);
    expect(Math.abs(result.clocks[0]?.driftPpm ?? 99)).toBeLessThan(1);
    expect(result.clocks[0]?.roundTripMs).toBeCloseTo(0.2, 3);
    expect(result.makespanMs).toBeCloseTo(1_515, 0);
  });

  it("has no bound on one host", () => {
    const single = history().phase("publishing", 0).producer(1).published(1, 5).worker(1).worked(1, 6, 7);
    const { latencyMs, clocks, queues, worstQueue } = check(single.phase("drained", 90), {
      workers: 1,
      tasks: 1,
    }).result;
    expect(latencyMs.queueWait).not.toHaveProperty("errorBound");
    expect(queues[0]?.endToEndMs).not.toHaveProperty("errorBound");
    expect(worstQueue).not.toHaveProperty("endToEndErrorBoundMs");
    expect(clocks).toEqual([]);
  });

  it("has no bound between two processes of the same agent", () => {
    const same = twoHosts({ agentOfWorker: () => 1 })
      .producer(1)
      .published(1, 1_000 + AHEAD);
    same.worker(1, { since: 450 + AHEAD }).worked(1, 1_005 + AHEAD, 1_015 + AHEAD);
    const { queueWait } = check(same.phase("drained", 5_000), { workers: 1, tasks: 1 }).result.latencyMs;
    expect(queueWait.errorBound).toBe(0);
    expect(queueWait.max).toBeCloseTo(5, 3);
  });
});

/** The delivery seems to be this much later than the publish. */
const delivered = (afterMs: number) => {
  const run = twoHosts()
    .producer(1)
    .published(1, 1_000 + AHEAD);
  run.worker(1, { since: 450 + BEHIND }).worked(1, 1_000 + afterMs + BEHIND, 1_020 + BEHIND);
  return run.phase("drained", 5_000);
};

describe("latencies within the error of the clocks", () => {
  it("count as 0 if they are negative, which the clocks explain", () => {
    const { result } = check(delivered(-0.15), { workers: 1, tasks: 1 });
    expect(result.latencyMs.queueWait.max).toBe(0);
    expect(result.findings.map(({ code }) => code)).not.toContain("negative-durations");
    expect(result.findings.map(({ code }) => code)).toContain("clock-uncertain");
  });

  it("are a contradiction if they are more negative than that", () => {
    expect(codesOf(delivered(-2), { workers: 1, tasks: 1 })).toContain("negative-durations");
  });

  it("are exact enough if they are ten times as long", () => {
    expect(codesOf(delivered(4), { workers: 1, tasks: 1 })).not.toContain("clock-uncertain");
  });
});

describe("an agent whose clock was not compared", () => {
  it("makes the verdict unknown, whatever its times say", () => {
    const run = history().phase("starting", 0).spawned(1, 0, 1, Role.worker, 3).phase("publishing", 100);
    run.producer(1).published(1, 200).worker(1).worked(1, 210, 220);
    const shards = run.phase("drained", 1_000).shards({ uncompared: [3] });
    const { result } = check(run, { workers: 1, tasks: 1 }, { shards });
    expect(result.verdict).toBe("unknown");
    expect(result.findings).toContainEqual({ code: "clock-not-measured", severity: "error", values: { agent: 3 } });
    expect(result.latencyMs.queueWait.errorBound).toBeNull();
    expect(result.clocks).toMatchObject([{ agent: 3, errorBoundMs: null, exchanges: 0 }]);
  });
});
