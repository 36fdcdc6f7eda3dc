import { boundsOfRecord, Role } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { Clocks } from "./clocks.ts";
import { clocksOfShards } from "./shard-clocks.ts";
import { type History, history } from "../testing/history.ts";
import { check, KILL_ANY_WORKER, KILL_BROKER } from "../testing/settings.ts";
import { ns } from "../testing/write-shards.ts";

/** Agent 1 has the producer, agent 2 the workers; their clocks are 400 ms ahead and 300 ms behind, known to about 0.1 ms. */
const AHEAD = 400;
const BEHIND = -300;

interface Hosts {
  readonly roundTripMs?: number;
  readonly workers?: number;
  readonly agentOfWorker?: (worker: number) => number;
}

function twoHosts({ roundTripMs = 0.2, workers = 1, agentOfWorker = () => 2 }: Hosts = {}): History {
  const run = history().phase("starting", 0);
  for (let at = 0; at <= 10_000; at += 1_000) {
    run.exchanged(1, at, AHEAD, { roundTripMs }).exchanged(2, at, BEHIND, { roundTripMs });
  }
  run.spawned(1, 400, 1, Role.producer, 1);
  for (let worker = 1; worker <= workers; worker++) run.spawned(worker, 400, 1, Role.worker, agentOfWorker(worker));
  return run.phase("publishing", 500);
}

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
    expect(queueWait.errorBound).toBeLessThan(0.3);
    expect(endToEnd.errorBound).toBe(queueWait.errorBound);
    // One process measures each of them.
    for (const latency of [work, bufferWait, confirm]) expect(latency).not.toHaveProperty("errorBound");
    expect(work.max).toBeCloseTo(10, 2);
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
    const { latencyMs, clocks } = check(single.phase("drained", 90), { workers: 1, tasks: 1 }).result;
    expect(latencyMs.queueWait).not.toHaveProperty("errorBound");
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

const codesOf = (run: History, settings: Parameters<typeof check>[1]) =>
  check(run, settings).result.findings.map(({ code }) => code);

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

describe("the cause of a loss, with a clock that was not compared", () => {
  it("is not guessed from times that say nothing", () => {
    const run = history().phase("starting", 0).spawned(1, 0, 1, Role.producer, 3).phase("publishing", 100);
    run.producer(1).published(1, 200).fault(1, 300, 400);
    const shards = run.phase("drained", 1_000).shards({ uncompared: [3] });
    const { ledger } = check(run, { tasks: 1, faults: [KILL_BROKER] }, { shards }).result;
    expect(ledger.lossesByCause).toMatchObject([{ cause: "unknown", tasks: 1 }]);
  });
});

/** Task 1 is delivered to worker 1 on agent 1 and, as a redelivery, to worker 2 on agent 2 this much later. */
const bounced = (laterMs: number) => {
  const run = twoHosts({ workers: 2, agentOfWorker: (worker) => worker })
    .producer(1)
    .published(1, 1_000 + AHEAD);
  run.published(2, 1_001 + AHEAD).published(3, 1_002 + AHEAD);
  run.worker(1, { since: 450 + AHEAD }).worked(3, 1_005 + AHEAD, 1_006 + AHEAD);
  run.delivered(1, 1_010 + AHEAD).failed(1, 1_010 + AHEAD, 1_010.01 + AHEAD, "requeued");
  run.worker(2, { since: 450 + BEHIND }).worked(2, 1_006 + BEHIND, 1_007 + BEHIND);
  run
    .delivered(1, 1_010 + laterMs + BEHIND, "redelivered")
    .started(1, 1_011 + BEHIND)
    .completed(1, 1_011 + BEHIND, 1_015 + BEHIND);
  return run.phase("drained", 5_000);
};

describe("the order of events on two hosts", () => {
  const settings = { workers: 2, prefetch: 0, tasks: 3 } as const;

  it("is given if they are further apart than the clocks may be wrong", () => {
    expect(check(bounced(0.6), settings).result.fairness.dispatchBreaks).not.toBeNull();
    expect(codesOf(bounced(0.6), settings)).not.toContain("clock-order-uncertain");
  });

  it("is not guessed if they are closer: no round-robin violations, and a finding says why", () => {
    for (const laterMs of [-0.1, 0.1]) {
      const { fairness, findings } = check(bounced(laterMs), settings).result;
      expect(fairness.dispatchBreaks).toBeNull();
      const found = findings.find(({ code }) => code === "clock-order-uncertain");
      expect(found?.values).toMatchObject({ about: "first-deliveries", cases: 1 });
    }
  });
});

/** The broker is killed at 3,000 by the orchestrator's clock; a transient message was published this much earlier. */
const lost = (earlierMs: number) => {
  const run = twoHosts()
    .producer(1)
    .published(1, 1_000 + AHEAD)
    .published(2, 3_000 - earlierMs + AHEAD);
  run.worker(1, { since: 450 + BEHIND }).worked(1, 1_005 + BEHIND, 1_015 + BEHIND);
  return run.fault(1, 3_000, 3_100).phase("drained", 5_000);
};

/** Worker 1 is killed at 3,000; its task is redelivered to worker 2 at a time close to it. */
const redelivered = (laterMs: number) => {
  const run = twoHosts({ workers: 2, agentOfWorker: () => 2 })
    .producer(1)
    .published(1, 1_000 + AHEAD);
  run
    .worker(1, { since: 450 + BEHIND })
    .delivered(1, 1_005 + BEHIND)
    .started(1, 1_005 + BEHIND);
  run.killed(1, 3_001);
  run.worker(2, { since: 450 + BEHIND }).delivered(1, 3_000 + laterMs + BEHIND, "redelivered");
  run.started(1, 3_020 + BEHIND).completed(1, 3_020 + BEHIND, 3_030 + BEHIND);
  return run.fault(1, 3_000, null, 1, Role.worker).phase("drained", 5_000);
};

describe("faults and the clocks of other hosts", () => {
  const settings = { workers: 1, tasks: 2, faults: [KILL_BROKER], persistent: true, queueDurable: true } as const;

  it("are the cause of a loss if the message was there before", () => {
    const { ledger, findings } = check(lost(20), settings).result;
    expect(ledger.lossesByCause).toMatchObject([{ cause: "not-written", tasks: 1 }]);
    expect(findings.map(({ code }) => code)).not.toContain("clock-order-uncertain");
  });

  it("are not the cause if nothing shows which was first", () => {
    for (const earlierMs of [0.05, -0.05]) {
      const { ledger, findings } = check(lost(earlierMs), settings).result;
      expect(ledger.lossesByCause).toMatchObject([{ cause: "unknown", tasks: 1 }]);
      expect(findings).toContainEqual(
        expect.objectContaining({
          code: "clock-order-uncertain",
          values: expect.objectContaining({ about: "loss-causes", cases: 1 }),
        }),
      );
    }
  });

  const killed = { workers: 2, tasks: 1, faults: [KILL_ANY_WORKER] } as const;

  it("have the redeliveries after them, with the error of the time", () => {
    const [fault] = check(redelivered(10), killed).result.faults;
    expect(fault?.recovery.timeToRedeliveryMs).toBeCloseTo(10, 0);
    expect(fault?.recovery.errorBoundMs).toBeGreaterThan(0.1);
  });

  it("have no redelivery that may have been before them", () => {
    const { faults, findings } = check(redelivered(0.05), killed).result;
    expect(faults[0]?.recovery).toMatchObject({ timeToRedeliveryMs: null, lastRedeliveryMs: null });
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: "clock-order-uncertain",
        values: expect.objectContaining({ about: "redeliveries", cases: 1 }),
      }),
    );
  });
});

describe("idle time while a backlog exists", () => {
  it("takes a delivery as the proof of its publish, and says by how much the clocks may change it", () => {
    const run = twoHosts({ roundTripMs: 4, workers: 2 }).producer(1);
    for (let task = 1; task <= 20; task++) run.published(task, 1_000 + task * 10 + AHEAD);
    run.worker(1, { since: 450 + BEHIND });
    run.worker(2, { since: 450 + BEHIND }).worker(1);
    // Each delivery seems to be 1 ms before its publish.
    for (let task = 1; task <= 20; task++) run.worked(task, 999 + task * 10 + BEHIND, 1_004 + task * 10 + BEHIND);
    const { result } = check(run.phase("drained", 5_000), { workers: 2, tasks: 20 });
    expect(result.fairness.idleWhileBacklogMs).toBeLessThan(1);
    expect(result.findings.map(({ code }) => code)).not.toContain("negative-durations");
    expect(result.verdict).toBe("pass");
  });
});

describe("incarnations on different agents", () => {
  it("keep their order, even if the clocks show them in another one", () => {
    const run = twoHosts({ roundTripMs: 40 })
      .producer(1)
      .published(1, 1_000 + AHEAD);
    run
      .worker(1, { since: 1_500 + BEHIND })
      .delivered(1, 1_500 + BEHIND)
      .started(1, 1_500 + BEHIND)
      .killed(1, 1_510);
    run.spawned(1, 1_512, 2, Role.worker, 1);
    // Opened 20 ms before the first incarnation, by these clocks.
    run.worker(1, { incarnation: 2, since: 1_480 + AHEAD }).delivered(1, 1_600 + AHEAD, "redelivered");
    run.started(1, 1_600 + AHEAD).completed(1, 1_600 + AHEAD, 1_610 + AHEAD);
    const { ledger, verdict, workers } = check(run.phase("drained", 5_000), { workers: 1, tasks: 1 }).result;
    const begins = workers[0]?.lane.map(([from]) => from) ?? [];
    expect(begins).toHaveLength(2);
    expect(begins).toEqual(begins.toSorted((a, b) => a - b));
    expect(ledger).toMatchObject({ completed: 1, lost: 0, duplicated: 0 });
    expect(verdict).toBe("pass");
  });
});

describe("an agent that takes the number of a lost one", () => {
  it("has a clock of its own", () => {
    const run = history().phase("starting", 0).exchanged(1, 0, AHEAD).exchanged(1, 1_000, AHEAD);
    run.spawned(1, 10, 1, Role.worker, 1).phase("publishing", 100).producer(1).published(1, 500);
    run
      .worker(1, { since: 100 + AHEAD })
      .killed(1, 1_100)
      .agentLost(1, 1_100)
      .exchanged(1, 1_200, BEHIND);
    run.exchanged(1, 5_000, BEHIND).spawned(1, 1_210, 2, Role.worker, 1);
    run.worker(1, { incarnation: 2, since: 1_300 + BEHIND }).worked(1, 1_500 + BEHIND, 1_510 + BEHIND);
    const { result } = check(run.phase("drained", 6_000), { workers: 1, tasks: 1 });
    expect(result.latencyMs.queueWait.max).toBeCloseTo(1_000, 0);
    expect(result.latencyMs.queueWait.errorBound).toBeLessThan(3);
    expect(result.clocks.map(({ agent, steady }) => [agent, steady])).toEqual([
      [1, true],
      [1, true],
    ]);
    expect(result.clocks.map(({ offsetMs }) => Math.round(offsetMs ?? 0))).toEqual([AHEAD, BEHIND]);
  });
});

describe("a run of a day", () => {
  it("has more exchanges than a call can have arguments", () => {
    const record = { at: 0, other: 0, detail: 200_000, tag: 0 };
    const exchanges = Array.from({ length: 24 * 3_600 * 2 }, (_, index) =>
      boundsOfRecord({ ...record, at: index * 0.5e9, detail: index === 7 ? 100_000 : 200_000 }),
    );
    const process = {
      role: Role.worker,
      process: 1,
      incarnation: 1,
      pid: 1,
      agent: 1,
      clock: 1,
      spawnedAt: 0,
      exit: null,
    };
    const [agent] = new Clocks({ processes: [process], exchanges: new Map([[1, exchanges]]), phases: new Map() })
      .agents;
    expect(agent).toMatchObject({ exchanges: 172_800, roundTrip: 100_000 });
  });
});
