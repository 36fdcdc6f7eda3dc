// Rules of a cluster of brokers: who can have several nodes, and which nodes a trial may name.
import { counted, splitUris } from "@fairhare/core";
import type { ConnectPolicy, QueueLeader } from "@fairhare/workload";
import { type Cell, type Given, isExplicit } from "../../options/given.ts";
import { refuse, type Rule } from "../rule.ts";

/** The nodes of a private cluster or of the list of URIs. */
const nodesOf = ({ nodes, uri }: Cell): number => Math.max(nodes?.value ?? 1, uri ? splitUris(uri.value).length : 1);

const isCluster = ({ nodes }: Cell): boolean => (nodes?.value ?? 1) > 1;

const clusterIsPrivate: Rule = ({ cell, problems }) => {
  const { nodes, broker, uri } = cell;
  if (!isCluster(cell)) return;
  if (isExplicit(uri))
    refuse(problems, [nodes, uri], "--uri names a running broker, but --nodes starts a private cluster. Remove one.");
  else if (broker?.value === "external")
    refuse(
      problems,
      [nodes, broker],
      "Only a RabbitMQ that Fairhare starts can have several nodes. Use --broker local or --broker docker.",
    );
};

const noteEvenCluster: Rule = ({ cell: { nodes }, problems }) => {
  if (isExplicit(nodes) && nodes.value % 2 === 0)
    problems.warning(
      `${nodes.place} survives no more failures than ${nodes.value - 1} ${nodes.value === 2 ? "node" : "nodes"}: a majority is needed. Use an odd number.`,
    );
};

const handlingHasACluster: Rule = ({ cell, problems }) => {
  if (cell.partitionHandling !== undefined && !isCluster(cell))
    refuse(problems, [cell.partitionHandling], "It configures a private cluster. Add --nodes 3, or remove it.");
};

const nodeExists: Rule = ({ cell, problems }) => {
  const given: readonly (Given<QueueLeader | ConnectPolicy> | undefined)[] = [cell.queueLeader, cell.connect];
  for (const one of given)
    if (one !== undefined && typeof one.value === "number" && one.value > nodesOf(cell))
      refuse(
        problems,
        [one],
        `The broker has ${nodesOf(cell) === 1 ? "one node" : `${nodesOf(cell)} nodes`}. Use a smaller number, or more nodes with --nodes or in --uri.`,
      );
};

/** Agents use their own list, whose position N is node N. */
const agentsKnowEachNode: Rule = ({ settings: { connect }, cell, problems }) => {
  const { agents, agentUri } = cell;
  if (agents === undefined || agentUri === undefined) return;
  const listed = splitUris(agentUri.value).length;
  const needed = typeof connect === "number" ? connect : namesNodes(connect) ? nodesOf(cell) : 1;
  if (listed < needed)
    refuse(
      problems,
      [agentUri, cell.connect],
      `Agents find a node by its position in this list, which has ${counted(listed, "address", "addresses")} for ${counted(needed, "node")}. List the addresses of all nodes in their order.`,
    );
};

const namesNodes = (connect: ConnectPolicy): boolean => connect === "leader" || connect === "follower";

const leaderIsKnown: Rule = ({ settings: { connect }, cell, problems }) => {
  if ((connect === "leader" || connect === "follower") && !isCluster(cell))
    refuse(
      problems,
      [cell.connect],
      "Fairhare knows the leader of a queue only in a private cluster. Add --nodes 3, or name the node with a number.",
    );
};

const quorumHasReplicas: Rule = ({ settings, cell, problems }) => {
  const { quorumSize, queueType, nodes } = cell;
  if (quorumSize === undefined) return;
  if (settings.queueType !== "quorum")
    refuse(
      problems,
      [quorumSize, queueType],
      "Only a quorum queue has replicas. Use --queue-type quorum, or remove it.",
    );
  else if (isCluster(cell) && quorumSize.value > (nodes?.value ?? 1))
    refuse(
      problems,
      [quorumSize, nodes],
      "A queue has at most one replica on each node. Use more nodes or a smaller quorum.",
    );
};

const placeHasAQueue: Rule = ({ settings, cell: { queueLeader, quorumSize, predeclared }, problems }) => {
  for (const given of [queueLeader, quorumSize])
    if (settings.queue.predeclared && isExplicit<unknown>(given))
      refuse(problems, [predeclared, given], "A predeclared queue stays where it is. Remove one of them.");
};

const programsHaveOneAddress: Rule = ({ cell, problems }) => {
  const command = cell.workerCommand ?? cell.producerCommand;
  if (command !== undefined && isCluster(cell))
    refuse(problems, [command, cell.nodes], "A program connects to one address. Use --nodes 1.");
};

const roundTripHasOneNode: Rule = ({ settings, cell, problems }) => {
  if (settings.rttMs > 0 && isCluster(cell))
    refuse(
      problems,
      [cell.rtt, cell.nodes],
      "A round trip needs a proxy, and a proxy leads to a single node. Use --nodes 1.",
    );
};

export const CLUSTER_RULES: readonly Rule[] = [
  clusterIsPrivate,
  noteEvenCluster,
  handlingHasACluster,
  nodeExists,
  agentsKnowEachNode,
  leaderIsKnown,
  quorumHasReplicas,
  placeHasAQueue,
  programsHaveOneAddress,
  roundTripHasOneNode,
];
