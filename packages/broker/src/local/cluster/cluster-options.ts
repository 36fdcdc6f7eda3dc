// What a private cluster may be told: its size and how it behaves in a network partition; and the lines of rabbitmq.conf
// that follow from it.
import type { NodeIdentity } from "../layout/layout.ts";

export type PartitionHandling = "ignore" | "pause-minority" | "autoheal";

export interface ClusterOptions {
  readonly nodes: number;
  /** Only nodes with Mnesia read it; by default RabbitMQ's default, `ignore`. */
  readonly partitionHandling?: PartitionHandling | null;
}

/** All nodes start at the same time, and the first one forms the cluster (docs of RabbitMQ, "Cluster Formation"). */
export function clusterConfig(nodes: readonly NodeIdentity[], { partitionHandling }: ClusterOptions): string[] {
  return [
    "cluster_formation.peer_discovery_backend = rabbit_peer_discovery_classic_config",
    ...nodes.map(({ erlangName }, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${erlangName}`),
    `cluster_formation.target_cluster_size_hint = ${nodes.length}`,
    ...(partitionHandling ? [`cluster_partition_handling = ${partitionHandling.replaceAll("-", "_")}`] : []),
  ];
}
