// Options of a cluster of brokers: the nodes of a private one, where its queues are, and to which node clients connect.
import type { ConnectPolicy, QueueLeader } from "@fairhare/workload";
import { z } from "zod";
import type { OptionTable } from "./option.ts";
import { choice, type ValueKind, wholeNumber } from "./kinds/value-kind.ts";

/** Each node of a private cluster is an Erlang machine of about 150 MB. */
const MAX_NODES = 7;
/** In a list of URIs. */
const MAX_LISTED = 64;

/** One of the words, or the number of a node. */
function nodeOr<const Word extends string>(words: readonly Word[]): ValueKind<Word | number> {
  const number = wholeNumber({ min: 1, max: MAX_LISTED });
  return {
    syntax: [...words, "N"].join("|"),
    expects: `one of ${words.join(", ")}, or the number of a node from 1`,
    read: (text) => words.find((word) => word === text) ?? number.read(text),
    choices: words,
    json: z.union([z.enum(words), z.int().min(1).max(MAX_LISTED)]),
  };
}

const queueLeader: ValueKind<QueueLeader> = nodeOr(["balanced"]);
const connect: ValueKind<ConnectPolicy> = nodeOr(["listed", "spread", "leader", "follower"]);

export const CLUSTER_OPTIONS: OptionTable<"nodes" | "partitionHandling" | "queueLeader" | "quorumSize" | "connect"> = {
  nodes: {
    group: "Broker",
    flag: "nodes",
    kind: wholeNumber({ min: 1, max: MAX_NODES }),
    default: "1",
    description: "Nodes of a private RabbitMQ; several form a cluster on this machine.",
  },
  partitionHandling: {
    group: "Broker",
    flag: "partition-handling",
    kind: choice(["ignore", "pause-minority", "autoheal"]),
    description: "Partition handling of a cluster with Mnesia (default: ignore).",
  },
  queueLeader: {
    group: "Broker",
    flag: "queue-leader",
    kind: queueLeader,
    axis: true,
    description: "Node that leads or holds each queue at first (default: balanced with --nodes).",
  },
  quorumSize: {
    group: "Broker",
    flag: "quorum-size",
    kind: wholeNumber({ min: 1, max: MAX_NODES }),
    axis: true,
    description: "Initial replicas of a quorum queue (default: the broker's, 3).",
  },
  connect: {
    group: "Broker",
    flag: "connect",
    kind: connect,
    axis: true,
    description: "Node that each client tries first (default: spread with --nodes, else listed).",
  },
};
