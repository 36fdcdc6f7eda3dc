// Losses and duplicates in a cluster, of which a fault took some nodes away.
import type { TrialSettings } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import { type History, history } from "../testing/history.ts";
import { check, CUT_NODE_POWER, KILL_LEADER, PARTITION, ROLLING_RESTART } from "../testing/settings.ts";

const TRANSIENT = { queueDurable: false, persistent: false } as const;
const UNCONFIRMED = { confirmWindow: 0 } as const;

const drained = (run: History) => run.phase("publishing", 0).phase("drained", 1_000);
/** Task 1 waits in the queue at 20 ms, when a fault takes a node away until 50 ms. */
const waiting = (absence: "killed" | "powerCut" | "stopped", node: number, leader: number) =>
  drained(history().producer(1).published(1, 0)).leader(leader, 18, 19).fault(1, 20, 60).node(node, 1, absence, 20, 50);
/** Task 2 is published at 30 ms, without confirms. */
const publishedMeanwhile = () =>
  waiting("killed", 2, 2).worker(1).worked(1, 5, 10).producer(1).attempted(2, 30).handed(30);
const partitioned = () =>
  drained(history().producer(1).published(1, 0).published(2, 100))
    .leader(1, 18)
    .fault(1, 20, 60)
    .node(1, 1, "isolated", 20, 50);
const paused = (to: number) =>
  history()
    .producer(1)
    .published(1, 0)
    .phase("publishing", 0)
    .phase("drained", 90_000)
    .leader(2, 18, 19)
    .fault(1, 20, to)
    .node(2, 1, "paused", 20, to)
    .worker(1)
    .worked(1, 5, 10)
    .producer(1)
    .attempted(2, 30)
    .handed(30)
    .processed(to);
const publishedOn = (uriIndex: number, cut: number) =>
  drained(history())
    .leader(1, 18)
    .fault(1, 20, 60)
    .node(cut, 1, "isolated", 20, 50)
    .worker(1)
    .producer(1)
    .connected(1, uriIndex)
    .published(1, 30)
    .processed(70);
const causeOf = (run: History, settings: Partial<TrialSettings>) => check(run, settings).losses[0]?.cause;

describe("a node that is killed", () => {
  it("loses a transient queue that it holds", () => {
    expect(causeOf(waiting("killed", 2, 2), { ...TRANSIENT, faults: [KILL_LEADER] })).toBe("queue-not-durable");
  });

  it("loses the transient messages of a durable queue that it holds", () => {
    expect(causeOf(waiting("killed", 2, 2), { persistent: false, faults: [KILL_LEADER] })).toBe(
      "message-not-persistent",
    );
  });

  it("does not explain a loss from a queue on another node", () => {
    for (const settings of [TRANSIENT, { persistent: false }, {}])
      expect(causeOf(waiting("killed", 1, 2), { ...settings, faults: [KILL_LEADER] })).toBe("unknown");
  });

  it("never explains the loss of a confirmed task from a quorum queue", () => {
    expect(causeOf(waiting("killed", 2, 2), { queueType: "quorum", faults: [KILL_LEADER] })).toBe("unknown");
  });

  it("explains the loss of a task that was published without confirms while it was away", () => {
    const run = publishedMeanwhile().processed(70);
    expect(causeOf(run, { ...UNCONFIRMED, workers: 1, faults: [KILL_LEADER] })).toBe("queue-unavailable");
    expect(causeOf(run, { ...UNCONFIRMED, workers: 1, persistent: false, faults: [KILL_LEADER] })).toBe(
      "queue-unavailable",
    );
  });

  it("explains it of a quorum queue only for a connection that was opened meanwhile, which asks the old leader", () => {
    const settings = { ...UNCONFIRMED, workers: 1, queueType: "quorum", faults: [KILL_LEADER] } as const;
    expect(causeOf(publishedMeanwhile().processed(70), settings)).toBe("unconfirmed-when-connection-broke");
    const waited = waiting("killed", 2, 2).worker(1).worked(1, 5, 10).producer(1);
    const opened = waited.disconnected(21).connected(25).attempted(2, 30).handed(30).processed(70);
    const onVersion = (brokerVersion: string) => check(opened, settings, { brokerVersion }).losses[0]?.cause;
    expect(onVersion("3.10.8")).toBe("queue-unavailable");
    expect(onVersion("4.0.5")).toBe("unconfirmed-when-connection-broke");
  });

  it("does not explain it for a client of a classic queue that declared the queue meanwhile", () => {
    const waited = waiting("killed", 2, 2).worker(1).worked(1, 5, 10).producer(1);
    const run = waited.disconnected(21).connected(25).attempted(2, 30).handed(30).processed(70);
    expect(causeOf(run, { ...UNCONFIRMED, workers: 1, faults: [KILL_LEADER] })).toBe("unknown");
  });

  it("does not explain it if the connection broke as well", () => {
    const run = publishedMeanwhile().disconnected(40);
    expect(causeOf(run, { ...UNCONFIRMED, workers: 1, faults: [KILL_LEADER] })).toBe(
      "unconfirmed-when-connection-broke",
    );
  });

  it("does not explain it if the queue was on another node", () => {
    const run = waiting("killed", 1, 2).worker(1).worked(1, 5, 10).producer(1).attempted(2, 30).handed(30);
    expect(causeOf(run.processed(40), { ...UNCONFIRMED, workers: 1, faults: [KILL_LEADER] })).toBe("unknown");
  });
});

/** Task 1 waits in queue 1 on node 2, and task 2 in queue 2, which the reading at 18 ms saw on this node. */
const twoQueues = (killed: number, second: number) =>
  drained(history().producer(1).published(1, 0).published(2, 0))
    .leader(2, 18)
    .leader(second, 18, 18, 2)
    .fault(1, 20, 60)
    .node(killed, 1, "killed", 20, 50)
    // Where the second queue is afterwards says nothing about the hit.
    .leader(3, 40, 40, 2);
const causesOf = (run: History) =>
  check(run, { ...TRANSIENT, queues: 2, workers: 2, faults: [KILL_LEADER] }).losses.map(({ cause }) => cause);

describe("a node that is killed, with several queues", () => {
  it("explains the losses from the queues that it holds, and no other", () => {
    expect(causesOf(twoQueues(1, 1))).toEqual(["unknown", "queue-not-durable"]);
    expect(causesOf(twoQueues(2, 1))).toEqual(["queue-not-durable", "unknown"]);
    expect(causesOf(twoQueues(2, 2))).toEqual(["queue-not-durable", "queue-not-durable"]);
    expect(causesOf(twoQueues(3, 1))).toEqual(["unknown", "unknown"]);
  });
});

describe("a power cut of a node", () => {
  it("loses what the node had not synced of a queue that it holds", () => {
    expect(causeOf(waiting("powerCut", 2, 2), { faults: [CUT_NODE_POWER] })).toBe("not-synced");
  });

  it("loses nothing of a quorum queue, unless it hits the majority at once", () => {
    const settings = { queueType: "quorum" } as const;
    expect(causeOf(waiting("powerCut", 2, 2), { ...settings, faults: [CUT_NODE_POWER] })).toBe("unknown");
    const majority = { ...CUT_NODE_POWER, part: "majority" } as const;
    expect(causeOf(waiting("powerCut", 2, 2), { ...settings, faults: [majority] })).toBe("not-synced");
  });
});

describe("a node that is paused", () => {
  it("loses no publish, unless the others miss it after the tick time", () => {
    const settings = { ...UNCONFIRMED, workers: 1, faults: [{ ...KILL_LEADER, kind: "pause" as const }] };
    expect(causeOf(paused(3_000), settings)).toBe("unknown");
    expect(causeOf(paused(80_000), settings)).toBe("queue-unavailable");
  });
});

describe("a rolling restart", () => {
  it("loses a transient queue when the node that holds it at that time is restarted", () => {
    const run = drained(history().producer(1).published(1, 110))
      .leader(1, 5)
      .fault(1, 20, 300)
      .node(1, 1, "stopped", 20, 80)
      .leader(2, 30)
      .node(2, 1, "stopped", 120, 180);
    expect(causeOf(run, { ...TRANSIENT, faults: [ROLLING_RESTART] })).toBe("queue-not-durable");
  });
});

describe("a partition", () => {
  it("loses what a classic queue held before the partition was healed, and explains no later loss", () => {
    expect(check(partitioned(), { faults: [PARTITION] }).losses).toEqual([
      { task: 1, cause: "lost-in-partition" },
      { task: 2, cause: "unknown" },
    ]);
  });

  it("drops what clients publish on the other side than the queue, without confirms", () => {
    const settings = { ...UNCONFIRMED, workers: 1, faults: [PARTITION] };
    expect(causeOf(publishedOn(1, 1), settings)).toBe("queue-unavailable");
    expect(causeOf(publishedOn(0, 1), settings)).toBe("lost-in-partition");
    expect(causeOf(publishedOn(1, 2), settings)).toBe("queue-unavailable");
    expect(causeOf(publishedOn(2, 2), settings)).toBe("lost-in-partition");
  });

  it("loses nothing of a quorum queue", () => {
    expect(causeOf(partitioned(), { queueType: "quorum", faults: [PARTITION] })).toBe("unknown");
  });

  it("makes the queue take a task back from a worker whose connection stays", () => {
    const run = drained(history().producer(1).published(1, 0))
      .leader(1, 18)
      .fault(1, 20, 60)
      .node(2, 1, "isolated", 20, 50)
      .worker(1)
      .worked(1, 5, 90)
      .worker(2)
      .delivered(1, 40, "redelivered")
      .started(1, 40)
      .completed(1, 40, 70);
    const { ledger } = check(run, { queueType: "quorum", workers: 2, faults: [PARTITION] }).result;
    expect(ledger.duplicatesByCause).toEqual([{ cause: "node-lost", tasks: 1 }]);
  });
});
