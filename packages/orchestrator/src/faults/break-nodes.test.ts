import { createRandom } from "@fairhare/core";
import { EventKind } from "@fairhare/protocol";
import type { Fault } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import type { RunLogFields } from "../run/run-log.ts";
import { FakeCluster } from "../testing/fake-cluster.ts";
import { faultOf } from "../testing/faults.ts";
import { breakNodes, nodesOf } from "./break-nodes.ts";
import { LeaderWatch } from "./leader-watch.ts";
import type { NodePorts } from "./nemesis-ports.ts";

const fault = (kind: Fault["kind"], changes: Partial<Fault> = {}): Fault =>
  faultOf({ text: kind, kind, role: "node", atMs: 0, ...changes });

/** Injects a fault into three nodes with the leader on node 2; the records as text, and what was done to the nodes. */
async function inject(planned: Fault, cluster = new FakeCluster({ nodes: 3, leader: 2 }), queues = ["tasks"]) {
  const { clock } = cluster;
  const records: string[] = [];
  const names = new Map<number, string>(Object.entries(EventKind).map(([name, kind]) => [kind, name]));
  const record = (kind: EventKind, { slot = 0, at = clock.now(), task = 0 }: RunLogFields = {}): void => {
    const where = kind === EventKind.leaderSeen && task > 0 ? ` of queue ${task}` : "";
    records.push(`${names.get(kind)} ${slot}${where} at ${Math.round(at / 1e6)}`);
  };
  const ports: NodePorts = {
    broker: { cluster, provider: "local" },
    host: { clock },
    queue: queues[0] ?? "",
    queues,
    log: { record },
    settings: { queueDurable: true },
    signal: new AbortController().signal,
  };
  await using watch = await LeaderWatch.open(ports);
  const nodes = await nodesOf(planned, watch, { ...ports, random: createRandom(3) });
  if (nodes.length > 0) await breakNodes(planned, 1, nodes, ports);
  return { nodes, records, acts: cluster.acts };
}

describe("a fault of a node", () => {
  it("kills the leader and starts it again, and records who leads meanwhile", async () => {
    const { nodes, records, acts } = await inject(fault("kill", { part: "leader", restartAfterMs: 1_000 }));
    expect(nodes).toEqual([2]);
    expect(acts).toEqual(["kill 2 at 0", "start 2 at 5000"]);
    expect(records).toEqual([
      "leaderSeen 2 at 0",
      "nodeDown 2 at 0",
      "leaderSeen 0 at 50",
      "leaderSeen 1 at 300",
      "nodeUp 2 at 5000",
    ]);
  });

  it("never chooses the leader as a follower", async () => {
    const { nodes, acts } = await inject(fault("stop", { part: "follower", forMs: 500, restartAfterMs: null }));
    expect(nodes).not.toEqual([2]);
    expect(nodes).toHaveLength(1);
    expect(acts).toEqual([`stop ${nodes[0]} at 0`, `start ${nodes[0]} at 4500`]);
  });

  it("takes the leader and enough others as the majority, all at the same time", async () => {
    const { nodes, acts } = await inject(fault("power-cut", { part: "majority" }));
    expect(nodes).toHaveLength(2);
    expect(nodes).toContain(2);
    expect(acts.slice(0, 2)).toEqual(nodes.map((node) => `power-cut ${node} at 0`));
  });

  it("pauses and resumes the node that it names", async () => {
    const { acts } = await inject(fault("pause", { process: 3, forMs: 700, restartAfterMs: null }));
    expect(acts).toEqual(["pause 3 at 0", "resume 3 at 700"]);
  });

  it("ends a partition when the nodes have found each other", async () => {
    const { records, acts } = await inject(fault("partition", { part: "leader", forMs: 900, restartAfterMs: null }));
    expect(acts).toEqual(["isolate 2 at 0", "join 2 at 900"]);
    expect(records.slice(0, 2)).toEqual(["leaderSeen 2 at 0", "nodeDown 2 at 0"]);
    expect(records.at(-1)).toMatch(/^nodeUp 2 at \d+$/);
  });

  it("records the leader that it hits, also if no node knew it at first", async () => {
    class LateCluster extends FakeCluster {
      #asked = 0;
      override async leaderOf(): Promise<number | null> {
        return this.#asked++ === 0 ? null : super.leaderOf();
      }
    }
    const { records } = await inject(fault("kill", { part: "leader" }), new LateCluster({ nodes: 3, leader: 2 }));
    expect(records.slice(0, 3)).toEqual(["leaderSeen 0 at 0", "leaderSeen 2 at 0", "nodeDown 2 at 0"]);
  });

  it("records before the hit who leads each of the other queues, by their numbers", async () => {
    const queues = Array.from({ length: 40 }, (_, index) => `tasks-${index + 1}`);
    class SpreadCluster extends FakeCluster {
      override leaderOf = async (queue = "tasks-1"): Promise<number | null> =>
        queue === "tasks-1" ? super.leaderOf() : (Number(queue.replace("tasks-", "")) % 3) + 1;
    }
    const cluster = new SpreadCluster({ nodes: 3, leader: 2 });
    const { records } = await inject(fault("kill", { process: 1 }), cluster, queues);
    const before = records.slice(0, records.indexOf("nodeDown 1 at 0"));
    const others = queues.slice(1).map((_, index) => `leaderSeen ${((index + 2) % 3) + 1} of queue ${index + 2} at 0`);
    expect(before).toEqual(["leaderSeen 2 at 0", ...others]);
  });

  it("is not over while one of several queues lacks a member", async () => {
    const backAt = 9_000;
    class SlowCluster extends FakeCluster {
      override membersOf = async (queue = "tasks-1") => {
        const all = await super.membersOf();
        const isLate = queue === "tasks-20" && this.clock.now() < backAt * 1e6;
        return isLate ? { ...all, online: [1] } : all;
      };
    }
    const queues = Array.from({ length: 20 }, (_, index) => `tasks-${index + 1}`);
    const cluster = new SlowCluster({ nodes: 3, leader: 2 });
    await inject(fault("kill", { process: 1 }), cluster, queues);
    expect(cluster.clock.now()).toBeGreaterThanOrEqual(backAt * 1e6);
  });

  it("hits no node when none knows the leader", async () => {
    const { nodes, acts } = await inject(
      fault("kill", { part: "leader" }),
      new FakeCluster({ nodes: 3, leader: null }),
    );
    expect(nodes).toEqual([]);
    expect(acts).toEqual([]);
  });
});

describe("a rolling restart", () => {
  it("restarts a node only when the one before is back", async () => {
    const { acts, records } = await inject(fault("rolling-restart", { role: "broker" }));
    expect(acts.map((act) => act.replace(/ at \d+$/, ""))).toEqual([
      "stop 1",
      "start 1",
      "stop 2",
      "start 2",
      "stop 3",
      "start 3",
    ]);
    const nodes = records.filter((text) => text.startsWith("node")).map((text) => text.replace(/ at \d+$/, ""));
    expect(nodes).toEqual(["nodeDown 1", "nodeUp 1", "nodeDown 2", "nodeUp 2", "nodeDown 3", "nodeUp 3"]);
  });
});
