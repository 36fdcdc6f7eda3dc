// Breaks single nodes of a cluster and brings them back. Records when each node is away, and who leads the queue meanwhile.
import { BrokerStartError, type ClusterNode, type ManagedCluster } from "@fairhare/broker";
import { messageOf, nanoseconds, type Random, shuffle, sleep } from "@fairhare/core";
import { EventKind, NodeAbsence } from "@fairhare/protocol";
import type { Fault } from "@fairhare/workload";
import { askInBatches } from "../drain/queue-batches.ts";
import type { LeaderWatch } from "./leader-watch.ts";
import { BrokerNotBackError, FaultNotPossibleError, type NodePorts } from "./nemesis-ports.ts";
import { untilRecovered } from "./queue-recovery.ts";

/**
 * Numbers of the nodes that the fault hits now, in the order in which it hits them. Empty when the fault names a node that
 * does not run, or when no node knows the leader.
 */
export async function nodesOf(
  fault: Fault,
  watch: LeaderWatch,
  { broker, random }: Pick<NodePorts, "broker"> & { readonly random: Random },
): Promise<number[]> {
  const { nodes } = clusterOf(fault, broker);
  const running = nodes.filter((node) => node.running).map(({ number }) => number);
  if (fault.kind === "rolling-restart") return running;
  if (fault.process !== null) return running.filter((number) => number === fault.process);
  const drawn = (from: readonly number[]): number[] => from.slice(0, 1).map(() => from[random.below(from.length)] ?? 0);
  if (fault.part === undefined) return drawn(running);
  const leader = await watch.known();
  if (leader === null) return [];
  const followers = running.filter((number) => number !== leader);
  if (fault.part === "leader") return [leader];
  if (fault.part === "follower") return drawn(followers);
  const others = shuffle(followers, random).slice(0, Math.floor(nodes.length / 2));
  return [leader, ...others].toSorted((a, b) => a - b);
}

/** Resolves when all nodes are back and the queue has a leader and all its members again. Throws BrokerNotBackError. */
export async function breakNodes(
  fault: Fault,
  index: number,
  numbers: readonly number[],
  ports: NodePorts,
): Promise<void> {
  const cluster = clusterOf(fault, ports.broker);
  const nodes = cluster.nodes.filter(({ number }) => numbers.includes(number));
  if (fault.kind === "rolling-restart")
    for (const node of nodes) {
      await recordPlaces(cluster, ports);
      await breakAll(fault, index, [node], cluster, ports);
      await untilRecovered(fault.text, ports);
    }
  else {
    await recordPlaces(cluster, ports);
    await breakAll(fault, index, nodes, cluster, ports);
    await untilRecovered(fault.text, ports);
  }
}

/** Records who leads the other queues of several; the watch of the leader has the first one. */
async function recordPlaces(cluster: ManagedCluster, { host, log, queues, signal }: NodePorts): Promise<void> {
  const others = [...queues.entries()].slice(1);
  await askInBatches(others, async ([index, queue]) => {
    const at = host.clock.now();
    const slot = (await cluster.leaderOf(queue, signal)) ?? 0;
    const other = nanoseconds(host.clock.now());
    log.record(EventKind.leaderSeen, { at, slot, task: index + 1, other });
  });
}

/** Breaks these nodes at the same time, waits, and brings them back. Records when each is away. */
async function breakAll(
  fault: Fault,
  index: number,
  nodes: readonly ClusterNode[],
  cluster: ManagedCluster,
  ports: NodePorts,
): Promise<void> {
  const { host, log, signal } = ports;
  const away = (detail: NodeAbsence): void => {
    for (const { number: slot } of nodes) log.record(EventKind.nodeDown, { slot, task: index, detail });
  };
  const back = (detail: NodeAbsence, { number: slot }: ClusterNode): void =>
    log.record(EventKind.nodeUp, { slot, task: index, detail });
  const lasts = (): Promise<void> => sleep(host.clock, fault.forMs ?? fault.restartAfterMs ?? 0, signal);
  const each = async (act: (node: ClusterNode) => Promise<unknown>): Promise<void> => {
    await Promise.all(nodes.map(act));
  };
  /** Ends the nodes and starts them again: clients of each may publish before the others are back. */
  const restart = async (absence: NodeAbsence, end: (node: ClusterNode) => Promise<void>): Promise<void> => {
    away(absence);
    await each(end);
    await lasts();
    await each(async (node) => {
      await startAgain(fault, node, signal);
      back(absence, node);
    });
  };
  switch (fault.kind) {
    case "kill":
      return restart(NodeAbsence.killed, (node) => node.kill());
    case "restart":
    case "stop":
    case "rolling-restart":
      return restart(NodeAbsence.stopped, (node) => node.stop(signal));
    case "power-cut":
      return restart(NodeAbsence.powerCut, (node) => node.powerCut(signal));
    case "pause": {
      away(NodeAbsence.paused);
      await holdAll(
        nodes.map(({ number }) => cluster.pause(number)),
        lasts,
      );
      for (const node of nodes) back(NodeAbsence.paused, node);
      return;
    }
    case "partition": {
      away(NodeAbsence.isolated);
      await holdAll(
        nodes.map(({ number }) => cluster.isolate(number, signal)),
        lasts,
      );
      // A partition ends when the nodes have found each other again, which can be later than the end of the cut.
      await untilRecovered(fault.text, ports);
      for (const node of nodes) back(NodeAbsence.isolated, node);
      return;
    }
    default:
      throw new Error(`the fault kind ${fault.kind} does not apply to a node`);
  }
}

/** Ends those that began also when another one failed, or the run is aborted meanwhile. */
async function holdAll(begins: readonly Promise<AsyncDisposable>[], lasts: () => Promise<void>): Promise<void> {
  const begun = await Promise.allSettled(begins);
  try {
    for (const one of begun) if (one.status === "rejected") throw one.reason;
    await lasts();
  } finally {
    for (const one of begun) if (one.status === "fulfilled") await one.value[Symbol.asyncDispose]();
  }
}

async function startAgain({ text }: Fault, node: ClusterNode, signal: AbortSignal): Promise<void> {
  try {
    await node.start(signal);
  } catch (error) {
    if (!(error instanceof BrokerStartError)) throw error;
    throw new BrokerNotBackError(`node ${node.number} did not start again after ${text}. ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function clusterOf({ text }: Fault, { cluster, provider }: NodePorts["broker"]): ManagedCluster {
  if (cluster === undefined) throw new FaultNotPossibleError(text, provider);
  return cluster;
}
