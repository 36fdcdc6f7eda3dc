// Creates a cluster of private nodes on the loopback interface: the nodes know each other's names, and share one epmd,
// the cookie and the user.
import type { BrokerNeed, BrokerProbe, Environment } from "../../broker.ts";
import { clusterConfig, type ClusterOptions } from "../../cluster/cluster-options.ts";
import { NodeCluster } from "../../cluster/node-cluster.ts";
import { freePorts } from "../../free-ports.ts";
import type { FoundServer } from "../installed/find-server.ts";
import { newIdentity, newSharedIdentity } from "../layout/layout.ts";
import { SharedEpmd } from "../lifecycle/epmd.ts";
import { ManagedNode } from "../managed-node.ts";

/** Nodes that start at the same time share the cores, and join each other. */
const BOOT_TIMEOUT_MS = 180_000;
/** Nodes whose versions do not fit together wait for each other until the end of this time. */
const MIXED_BOOT_TIMEOUT_MS = 60_000;

export interface LocalClusterOptions extends ClusterOptions {
  /** One for each node. */
  readonly servers: readonly FoundServer[];
  readonly probe: BrokerProbe;
  readonly env: Environment;
  readonly needs: readonly BrokerNeed[];
  readonly signal: AbortSignal;
}

/** Creates the nodes and starts none of them. A failure leaves nothing behind. */
export async function createLocalCluster(options: LocalClusterOptions): Promise<NodeCluster<ManagedNode>> {
  const [epmdPort = 0, ...ports] = await freePorts(1 + 2 * options.nodes);
  const shared = newSharedIdentity();
  const identities = Array.from({ length: options.nodes }, (_, index) =>
    newIdentity([ports[2 * index] ?? 0, ports[2 * index + 1] ?? 0, epmdPort], shared),
  );
  const configuration = clusterConfig(
    identities.map(({ erlangName }) => erlangName),
    options,
  );
  const epmd = await SharedEpmd.start(epmdPort, options.env);
  const nodes: ManagedNode[] = [];
  const cluster = new NodeCluster(nodes, epmd);
  try {
    for (const [index, identity] of identities.entries()) {
      const server = options.servers[index];
      if (server === undefined) throw new Error(`node ${index + 1} has no server`);
      const member = { number: index + 1, identity, epmd, ...cluster.eventsOf(index + 1) };
      const bootTimeoutMs = isMixed(options.servers) ? MIXED_BOOT_TIMEOUT_MS : BOOT_TIMEOUT_MS;
      nodes.push(await ManagedNode.create({ ...options, server, configuration, member, bootTimeoutMs }));
    }
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

const isMixed = (servers: readonly FoundServer[]): boolean => new Set(servers.map(({ path }) => path)).size > 1;
