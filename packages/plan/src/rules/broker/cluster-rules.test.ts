import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags, settingsOf } from "../../testing/parse-flags.ts";
import { clusterMistakes } from "./cluster-mistakes.ts";

describe("several nodes", () => {
  it("make the broker a private one, and spread queues and clients", () => {
    const { experiment, warnings } = parseFlags({ nodes: "3", partitionHandling: "pause-minority" });
    expect(experiment.broker).toMatchObject({
      provider: "local",
      cluster: { nodes: 3, partitionHandling: "pause-minority" },
    });
    expect(experiment.trials[0]?.settings).toMatchObject({ queueLeader: "balanced", connect: "spread" });
    expect(warnings).toEqual([]);
  });

  it("may be containers", () => {
    const { experiment, warnings } = parseFlags({ nodes: "3", broker: "docker", faults: "kill:node:leader@2s" });
    expect(experiment.broker).toMatchObject({ provider: "docker", cluster: { nodes: 3 } });
    expect(warnings).toEqual([]);
  });

  it("are absent by default, and clients use a list in its order", () => {
    const { experiment } = parseFlags({ uri: "amqp://a,amqp://b" });
    expect(experiment.broker).not.toHaveProperty("cluster");
    expect(experiment.trials[0]?.settings).toMatchObject({ queueLeader: null, quorumSize: null, connect: "listed" });
  });

  it("may be named by a number, also in a list of URIs", () => {
    expect(settingsOf({ uri: "amqp://a,amqp://b", connect: "2", queueLeader: "2" })).toMatchObject({
      connect: 2,
      queueLeader: 2,
    });
    expect(settingsOf({ nodes: "5", connect: "leader", queueType: "quorum", quorumSize: "5" })).toMatchObject({
      connect: "leader",
      quorumSize: 5,
    });
  });

  it("can be axes of a matrix, apart from their number", () => {
    const { experiment } = parseFlags({ nodes: "3", queueLeader: "1,2", connect: "leader,follower" });
    expect(experiment.axes).toEqual(["queueLeader", "connect"]);
    expect(experiment.trials).toHaveLength(4);
  });

  it.each([["2"], ["4"]])("in an even number are worth a warning: %s", (nodes) => {
    expect(parseFlags({ nodes }).warnings).toEqual([expect.stringContaining("Use an odd number.")]);
  });
});

describe("a plan is refused when", () => {
  it.each([
    ["nodes are added to a running broker", { nodes: "3", uri: "amqp://a" }, /^--nodes 3 with --uri .*Remove one/],
    ["the nodes would be external", { nodes: "3", broker: "external" }, /^--nodes 3 with --broker external: Only a/],
    ["there are too many nodes", { nodes: "8" }, /Must be a whole number from 1 to 7/],
    ["one node handles partitions", { partitionHandling: "autoheal" }, /Add --nodes 3/],
    ["a client connects to a missing node", { nodes: "3", connect: "4" }, /^--connect 4: The broker has 3 nodes/],
    ["a queue is on a missing node", { queueLeader: "2" }, /^--queue-leader 2: The broker has one node/],
    ["the leader is unknown", { uri: "amqp://a,amqp://b", connect: "leader" }, /only in a private cluster/],
    ["a policy does not exist", { nodes: "3", connect: "leeder" }, /Did you mean leader/],
    ["a classic queue has replicas", { nodes: "3", quorumSize: "3" }, /Only a quorum queue has replicas/],
    [
      "a queue has more replicas than nodes",
      { nodes: "3", quorumSize: "5", queueType: "quorum" },
      /at most one replica on each node/,
    ],
    [
      "a predeclared queue is placed",
      { uri: "amqp://a", queue: "q", predeclared: "true", queueLeader: "1" },
      /stays where it is/,
    ],
    ["a program needs several addresses", { nodes: "3", workerCommand: "./w" }, /A program connects to one address/],
    ["a proxy would lead to several nodes", { nodes: "3", rtt: "10ms" }, /a proxy leads to a single node/],
  ])("%s", (_, flags, expected) => {
    expect(flagMistakes(flags)).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  });
});

const broker = (version: string, nodes: number) =>
  ({
    provider: "local",
    uri: "amqp://a",
    facts: { version },
    cluster: { nodes: Array.from({ length: nodes }) },
  }) as const;

describe("agents with addresses of their own", () => {
  const AGENTS = { agents: "2", tokenFile: "token" };
  const CLUSTER = { ...AGENTS, nodes: "3" };

  it.each<[Record<string, string>, RegExp]>([
    [
      { ...CLUSTER, connect: "leader", agentUri: "amqp://a,amqp://b" },
      /^--agent-uri amqp:\/\/a,amqp:\/\/b with --connect leader: .*has 2 addresses for 3 nodes\. List the addresses of all nodes/,
    ],
    [{ ...CLUSTER, connect: "follower", agentUri: "amqp://a" }, /has 1 address for 3 nodes/],
    [{ ...CLUSTER, connect: "2", agentUri: "amqp://a" }, /with --connect 2: .*has 1 address for 2 nodes/],
    [{ ...AGENTS, uri: "amqp://a,amqp://b", connect: "2", agentUri: "amqp://c" }, /has 1 address for 2 nodes/],
  ])("need one for each node that a client may be sent to: %o", (flags, mistake) => {
    expect(flagMistakes(flags)).toEqual([expect.stringMatching(mistake)]);
  });

  it.each<[Record<string, string>]>([
    [{ ...CLUSTER, connect: "leader", agentUri: "amqp://a,amqp://b,amqp://c" }],
    [{ ...CLUSTER, connect: "1", agentUri: "amqp://a" }],
    [{ ...CLUSTER, connect: "spread", agentUri: "amqp://a" }],
    [{ ...AGENTS, uri: "amqp://a,amqp://b", agentUri: "amqp://c" }],
    [{ nodes: "3", connect: "leader" }],
  ])("may have fewer when no client is sent to a certain node, or have all: %o", (flags) => {
    expect(flagMistakes(flags)).toEqual([]);
  });
});

describe("an opened broker", () => {
  it("must have the planned number of nodes", () => {
    const cluster = { nodes: 3, partitionHandling: null };
    expect(clusterMistakes({ cluster }, broker("4.0.5", 3))).toEqual([]);
    expect(clusterMistakes({ cluster }, { provider: "local", uri: "amqp://a", facts: { version: "4.0.5" } })).toEqual([
      { place: "--nodes 3 with this broker", message: expect.stringContaining("has one node") },
    ]);
    expect(clusterMistakes({}, broker("4.0.5", 3))).toEqual([]);
  });

  it("with Khepri has no partition handling", () => {
    const cluster = { nodes: 3, partitionHandling: "autoheal" } as const;
    expect(clusterMistakes({ cluster }, broker("4.0.5", 3))).toEqual([]);
    expect(clusterMistakes({ cluster }, broker("4.3.6", 3))).toEqual([
      { place: "--partition-handling autoheal on RabbitMQ 4.3.6", message: expect.stringContaining("Khepri") },
    ]);
  });
});
