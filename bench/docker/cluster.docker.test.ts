// A cluster of containers: its leader is killed while a run uses it, nodes are cut off and paused, and nothing is left in
// the engine, also after the command line was killed.
/// <reference lib="esnext.disposable" />
import { execFile } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { connect, probeServer } from "@fairhare/amqp";
import { type Broker, type ManagedCluster, openBroker } from "@fairhare/broker";
import type { Results, RunResult } from "@fairhare/results";
import { afterEach, describe, expect, test, vi } from "vitest";
import { startBench } from "./bench-run.ts";
import { engineAnswers, leftInEngine, throwIfLeft } from "./engine.ts";

const execute = promisify(execFile);
const { signal } = new AbortController();
const CLUSTER = ["--nodes", "3", "--queue-type", "quorum", "--durability", "confirmed", "--rate", "50"];
/** Without it, the fate of the publishes in flight is rightly `unknown`. */
const REPUBLISH = ["--on-unknown", "republish"];
const QUEUE = { name: "replicated", type: "quorum", durable: true, expiresMs: 0 } as const;
/** The guardian takes the project down twice, 2 s apart, after a kill during the start of a container. */
const CLEAN_UP_BUDGET_MS = 30_000;

describe.runIf(await engineAnswers())("a cluster of three containers", () => {
  afterEach(() => throwIfLeft(CLEAN_UP_BUDGET_MS));

  test("loses no confirmed task of a quorum queue when the node of its leader is killed", async () => {
    const { child, said, results } = startBench(
      ...CLUSTER,
      ...REPUBLISH,
      "--time",
      "10",
      "--fault",
      "kill:node:leader@3s",
    );
    expect([...(await once(child, "exit")), said]).toEqual([0, null, said]);
    expect(await leftInEngine()).toEqual([]);
    expect(results()).toMatchObject({ environment: { broker: { provider: "docker" } }, verdict: "pass" });
    const { ledger, faults } = runOf(results());
    expect(ledger).toMatchObject({ lost: 0, unknown: 0 });
    expect(faults).toMatchObject([{ kind: "kill" }]);
    const { leader, nodes } = faults[0] ?? {};
    expect(nodes).toEqual([leader?.before]);
    expect([1, 2, 3]).toContain(leader?.after);
    expect(leader?.after).not.toBe(leader?.before);
  });

  test("loses nothing when nodes are stopped, restarted, cut off and paused one after another", async () => {
    const faults = [
      "restart:node:follower@2s",
      "stop:node:2@3s,for=1s",
      "partition:node:leader@4s,for=2s",
      "pause:node:3@7s,for=2s",
    ];
    const flags = faults.flatMap((fault) => ["--fault", fault]);
    const { child, said, results } = startBench(...CLUSTER, ...REPUBLISH, "--time", "45", ...flags);
    expect([...(await once(child, "exit")), said]).toEqual([0, null, said]);
    expect(await leftInEngine()).toEqual([]);
    expect(runOf(results())).toMatchObject({
      verdict: "pass",
      ledger: { lost: 0, unknown: 0 },
      faults: [{ kind: "restart" }, { kind: "stop", nodes: [2] }, { kind: "partition" }, { kind: "pause", nodes: [3] }],
    });
  });

  test("has another leader while the old one is cut off or paused, and is whole again afterwards", async () => {
    await using broker = await openCluster();
    const cluster = clusterOf(broker);
    {
      await using connection = await connect({ uri: cluster.nodes[1]?.uri ?? "", name: "test", heartbeatSeconds: 10 });
      await connection.openQueueAdmin().declare(QUEUE);
    }
    expect(await cluster.membersOf(QUEUE.name, signal)).toEqual({ leader: 2, members: [1, 2, 3], online: [1, 2, 3] });
    using sampler = broker.server?.sampleQueues([QUEUE.name]);
    for (const hit of [(node: number) => cluster.isolate(node, signal), (node: number) => cluster.pause(node)]) {
      const old = await leaderOtherThan(cluster, null);
      const over = await hit(old);
      try {
        expect(cluster.reachable).toEqual([1, 2, 3].filter((number) => number !== old));
        await leaderOtherThan(cluster, old);
      } finally {
        await over[Symbol.asyncDispose]();
      }
      await cluster.untilWhole(signal);
    }
    await vi.waitFor(() => expect(sampler?.read().at(-1)).toMatchObject({ ready: 0, unacked: 0 }), { timeout: 10_000 });
  });

  test("gives a wiped node a replica again, and starts again after a kill of all nodes", async () => {
    await using broker = await openCluster();
    const cluster = clusterOf(broker);
    {
      await using connection = await connect({ uri: broker.uri, name: "test", heartbeatSeconds: 10 });
      await connection.openQueueAdmin().declare(QUEUE);
    }
    await cluster.nodes[2]?.wipe(signal);
    await cluster.nodes[2]?.start(signal);
    await vi.waitFor(
      async () => expect(await cluster.membersOf(QUEUE.name, signal)).toMatchObject({ online: [1, 2, 3] }),
      { timeout: 20_000, interval: 200 },
    );
    await broker.server?.settle(signal);
    await broker.server?.kill();
    expect(cluster.reachable).toEqual([]);
    await broker.server?.start(signal);
    await leaderOtherThan(cluster, null);
  });

  test("is removed with a paused node when the command line is killed", async () => {
    const { child } = startBench(...CLUSTER, "--time", "60", "--fault", "pause:node:leader@1s,for=50s");
    await expect.poll(pausedContainers, { timeout: 90_000, interval: 100 }).toHaveLength(1);
    child.kill("SIGKILL");
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  });

  test("is removed when Ctrl-C comes while a node is killed", async () => {
    const { child, said } = startBench(...CLUSTER, "--time", "60", "--fault", "kill:node:2@1s,restart=50s");
    await expect.poll(() => said.join(""), { timeout: 90_000, interval: 100 }).toContain("Fault: kill:node:2");
    if (child.pid === undefined) throw new Error("the command line was not started");
    process.kill(-child.pid, "SIGINT");
    expect([...(await once(child, "exit")), said]).toEqual([130, null, said]);
    expect(await leftInEngine()).toEqual([]);
  });
});

/** The only run of an exported results.json. */
function runOf(results: unknown): RunResult {
  const run = (results as Results).trials[0]?.runs[0];
  if (run === undefined) throw new Error("the results have no run");
  return run;
}

const openCluster = (): Promise<Broker> =>
  openBroker(
    { provider: "docker", env: process.env, cluster: { nodes: 3 } },
    { probe: probeServer, signal, onNotice: () => undefined },
  );

function clusterOf({ cluster }: Broker): ManagedCluster {
  if (cluster === undefined) throw new Error("the broker is not a cluster");
  return cluster;
}

/** RabbitMQ may overlook a paused node until the net tick, 75 s at most. */
const LEADER_LIMIT_MS = 100_000;

function leaderOtherThan(cluster: ManagedCluster, old: number | null): Promise<number> {
  return vi.waitFor(
    async () => {
      const leader = await cluster.leaderOf(QUEUE.name, signal);
      if (leader === null || leader === old) throw new Error(`the leader is ${leader}`);
      return leader;
    },
    { timeout: LEADER_LIMIT_MS, interval: 100 },
  );
}

async function pausedContainers(): Promise<string[]> {
  const { stdout } = await execute("docker", [
    "ps",
    "--quiet",
    "--filter",
    "status=paused",
    "--filter",
    "name=fairhare-",
  ]);
  return stdout.split("\n").filter((line) => line !== "");
}
