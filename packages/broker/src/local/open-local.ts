// The local provider: finds an installed server and starts a private node with it, or a cluster of private nodes.
import type { Broker, BrokerNeed, BrokerPorts, Environment } from "../broker.ts";
import type { ClusterOptions } from "./cluster/cluster-options.ts";
import { ClusterServer } from "./cluster/cluster-server.ts";
import { LocalCluster } from "./cluster/local-cluster.ts";
import { findServer } from "./installed/find-server.ts";
import { ManagedNode } from "./managed-node.ts";
import { totalResources } from "./resources.ts";

/** Throws BROKER_NOT_FOUND or BROKER_START_FAILED, or the signal's reason; a failure leaves nothing behind. */
export async function openLocal(
  env: Environment,
  { probe, signal, onNotice }: BrokerPorts,
  needs: readonly BrokerNeed[] = [],
  cluster: ClusterOptions = { nodes: 1 },
): Promise<Broker> {
  const server = findServer(env);
  onNotice(
    cluster.nodes === 1
      ? `Starting a private RabbitMQ node with ${server.path}.`
      : `Starting a private RabbitMQ cluster of ${cluster.nodes} nodes with ${server.path}.`,
  );
  const started = performance.now();
  const options = { server, probe, env, needs, signal };
  const opened =
    cluster.nodes === 1 ? await ManagedNode.create(options) : await LocalCluster.create({ ...options, ...cluster });
  try {
    const facts = await opened.start(signal);
    onNotice(`RabbitMQ ${facts.version} ready in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    const nodes = opened instanceof LocalCluster ? opened.nodes : [opened];
    return {
      uri: opened.uri,
      provider: "local",
      facts,
      server: opened instanceof LocalCluster ? new ClusterServer(opened) : opened,
      ...(opened instanceof LocalCluster ? { cluster: opened } : {}),
      resources: async () => totalResources(await Promise.all(nodes.map((node) => node.resources()))),
      ctl: (args, ctlSignal) => opened.ctl(args, ctlSignal),
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    };
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}
