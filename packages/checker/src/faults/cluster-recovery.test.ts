// The recovery from faults of a cluster: leader, gaps, redeliveries.
import { describe, expect, it } from "vitest";
import { history } from "../testing/history.ts";
import { check, KILL_BROKER, KILL_LEADER } from "../testing/settings.ts";

const QUORUM = { queueType: "quorum", workers: 1, faults: [KILL_LEADER] } as const;

/** A publish and a delivery every 10 ms, with a gap from 100 to 400 ms. */
function killed() {
  const times = [...Array.from({ length: 10 }, (_, index) => 10 * index), 400, 410, 420];
  const run = history().phase("publishing", 0).producer(1);
  times.forEach((at, index) => run.published(index + 1, at));
  run.worker(1);
  times.forEach((at, index) => run.worked(index + 1, at + 2, at + 3));
  return run.phase("drained", 900).leader(2, 98, 99).fault(1, 100, 600);
}

describe("the recovery from the kill of the leader", () => {
  it("names the node, the leaders, and how long the queue had none", () => {
    const run = killed().node(2, 1, "killed", 100, 500).leader(0, 120, 220).leader(3, 300, 350);
    expect(check(run, QUORUM).result.faults).toMatchObject([
      {
        kind: "kill",
        target: "node 2",
        nodes: [2],
        leader: { before: 2, after: 3 },
        recovery: { timeToLeaderMs: 250, redelivered: 0 },
      },
    ]);
  });

  it("has gaps from the fault to the first confirm and to the first delivery", () => {
    const [fault] = check(killed().node(2, 1, "killed", 100, 500), QUORUM).result.faults;
    expect(fault?.recovery).toMatchObject({ publishGapMs: 301, consumeGapMs: 302 });
  });

  it("counts until its node is back when no other leader was seen", () => {
    const [fault] = check(killed().node(2, 1, "killed", 100, 500), QUORUM).result.faults;
    expect(fault?.recovery.timeToLeaderMs).toBe(400);
  });

  it("has no time, and no leader afterwards, if the queue was left without one", () => {
    const run = killed().node(2, 1, "killed", 100, 500).leader(0, 120, 220);
    expect(check(run, QUORUM).result.faults).toMatchObject([
      { leader: { before: 2, after: null }, recovery: { timeToLeaderMs: null } },
    ]);
  });

  it("has the time 0 if the leader was on another node", () => {
    const [fault] = check(killed().node(1, 1, "killed", 100, 500), QUORUM).result.faults;
    expect(fault).toMatchObject({ nodes: [1], leader: { before: 2, after: 2 }, recovery: { timeToLeaderMs: 0 } });
  });

  it("has no time if the leader before is unknown", () => {
    const run = history().phase("publishing", 0).producer(1).published(1, 0).worker(1).worked(1, 2, 3);
    run.fault(1, 100, 600).node(2, 1, "killed", 100, 500).phase("drained", 900);
    expect(check(run, QUORUM).result.faults).toMatchObject([
      {
        leader: { before: null, after: null },
        recovery: { timeToLeaderMs: null, publishGapMs: null, consumeGapMs: null },
      },
    ]);
  });
});

describe("the recovery from the kill of two nodes", () => {
  it("names both, and the leader's time begins with its node", () => {
    const run = killed()
      .node(1, 1, "killed", 101, 500)
      .node(2, 1, "killed", 102, 500)
      .leader(0, 120)
      .leader(1, 510, 520);
    const majority = { ...KILL_LEADER, part: "majority" } as const;
    expect(check(run, { ...QUORUM, faults: [majority] }).result.faults).toMatchObject([
      { target: "nodes 1 and 2", nodes: [1, 2], recovery: { timeToLeaderMs: 418 } },
    ]);
  });
});

describe("the recovery from the kill of a single broker", () => {
  it("has gaps and no leader; a gap ends with the next fault", () => {
    const run = killed().fault(1, 250, 390);
    expect(check(run, { workers: 1, faults: [KILL_BROKER] }).result.faults).toMatchObject([
      { nodes: [], leader: null, recovery: { timeToLeaderMs: null, publishGapMs: 150, consumeGapMs: 150 } },
      { recovery: { publishGapMs: 151, consumeGapMs: 152 } },
    ]);
  });
});
