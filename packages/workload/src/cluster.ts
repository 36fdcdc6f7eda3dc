// The settings of a cluster of brokers: how a private one is started, where its queues are, and to which node the clients
// connect. Nodes are numbered from 1, in the order of the list of URIs.

/** What a node does when it loses the majority; only nodes that keep their metadata in Mnesia obey it. */
export type PartitionHandling = "ignore" | "pause-minority" | "autoheal";

/** A private cluster of at least two nodes. */
export interface ClusterPlan {
  readonly nodes: number;
  /** Null is RabbitMQ's default, `ignore`. */
  readonly partitionHandling: PartitionHandling | null;
}

/** The node that leads each queue at its declaration: a certain one, or for `balanced` the next node for each queue. */
export type QueueLeader = "balanced" | number;

/**
 * The node that a client connects to first; the following ones are for failover. `listed`: the first of the list.
 * `spread`: the next node for each process. `leader` and `follower`: of the queue that the client uses, at the start of the
 * run.
 */
export type ConnectPolicy = "listed" | "spread" | "leader" | "follower" | number;

/** The node on which the queue with this number is declared. */
export const nodeOfQueue = (queue: number, leader: QueueLeader, nodes: number): number =>
  leader === "balanced" ? ((queue - 1) % nodes) + 1 : leader;

/** The node that a process of the fleet connects to with `spread`: producers first, then workers, in turn. */
export const spreadNode = (
  { role, process }: { readonly role: "producer" | "worker"; readonly process: number },
  { producers }: { readonly producers: number },
  nodes: number,
): number => (((role === "worker" ? producers : 0) + process - 1) % nodes) + 1;
