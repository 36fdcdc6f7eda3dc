// What a private cluster may be told: its size and how it behaves in a network partition; and the configuration of its
// nodes that follows from it.

export type PartitionHandling = "ignore" | "pause-minority" | "autoheal";

export interface ClusterOptions {
  readonly nodes: number;
  /** Only nodes with Mnesia read it; by default RabbitMQ's default, `ignore`. */
  readonly partitionHandling?: PartitionHandling | null;
}

/**
 * Lines of rabbitmq.conf. All nodes start at the same time, and the first one forms the cluster (docs of RabbitMQ,
 * "Cluster Formation").
 */
export function clusterConfig(names: readonly string[], { partitionHandling }: ClusterOptions): string[] {
  return [
    "cluster_formation.peer_discovery_backend = rabbit_peer_discovery_classic_config",
    ...names.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}`),
    `cluster_formation.target_cluster_size_hint = ${names.length}`,
    ...(partitionHandling ? [`cluster_partition_handling = ${settingOf(partitionHandling)}`] : []),
  ];
}

/** The same for the command line of the Erlang machine. The names are atoms that need no quotes. */
export function clusterArguments(names: readonly string[], { partitionHandling }: ClusterOptions): string[] {
  return [
    `-rabbit cluster_nodes {[${names.join(",")}],disc}`,
    `-rabbit cluster_formation [{target_cluster_size_hint,${names.length}}]`,
    ...(partitionHandling ? [`-rabbit cluster_partition_handling ${settingOf(partitionHandling)}`] : []),
  ];
}

const settingOf = (handling: PartitionHandling): string => handling.replaceAll("-", "_");
