import { Role } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { history } from "../testing/history.ts";
import { check, KILL_ANY_WORKER, KILL_BROKER, KILL_LEADER } from "../testing/settings.ts";
import { AHEAD, BEHIND, codesOf, twoHosts } from "../testing/two-hosts.ts";

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

/** The cause of the loss of a publish this much after the leader of its quorum queue was killed. */
const keptCause = (laterMs: number) => {
  const run = twoHosts()
    .producer(1)
    .published(1, 1_000 + AHEAD)
    .attempted(2, 3_000 + laterMs + AHEAD)
    .handed(3_000 + laterMs + AHEAD)
    .processed(4_000 + AHEAD);
  run.worker(1, { since: 450 + BEHIND }).worked(1, 1_005 + BEHIND, 1_015 + BEHIND);
  run.leader(1, 2_990).fault(1, 3_000, 3_100).node(1, 1, "killed", 3_000, 3_050).phase("drained", 5_000);
  const unconfirmed = { confirmWindow: 0, queueType: "quorum", faults: [KILL_LEADER] } as const;
  return check(run, { workers: 1, tasks: 2, ...unconfirmed }).losses[0]?.cause;
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

  it("have gaps between events of all hosts, of which both ends may be wrong", () => {
    const run = lost(20)
      .producer(1)
      .published(3, 4_000 + AHEAD);
    const { faults, clocks } = check(run, { ...settings, tasks: 3 }).result;
    const error = Math.max(...clocks.map(({ errorBoundMs }) => errorBoundMs ?? 0));
    expect(faults[0]?.recovery.publishGapMs).toBeCloseTo(1_001, 0);
    expect(faults[0]?.recovery.errorBoundMs).toBeCloseTo(2 * error, 6);
  });

  it("do not explain a publish that may have been before them", () => {
    expect(keptCause(20)).toBe("unconfirmed-when-connection-broke");
    expect(keptCause(0.05)).toBe("unknown");
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
