// The local provider: finds an installed server and starts a private node with it, or a cluster of private nodes.
import { tmpdir } from "node:os";
import { BrokerStartError } from "../broker-errors.ts";
import type { Broker, BrokerNeed, BrokerPorts, Environment } from "../broker.ts";
import type { ClusterOptions } from "../cluster/cluster-options.ts";
import { ClusterServer } from "../cluster/cluster-server.ts";
import { NodeCluster } from "../cluster/node-cluster.ts";
import { requireLoopback } from "../loopback.ts";
import { createLocalCluster } from "./cluster/local-cluster.ts";
import { mixedFailure } from "./cluster/mixed-failure.ts";
import { refuseFullDisk } from "./disk/free-space.ts";
import { findServer, findServers, type FoundServer } from "./installed/find-server.ts";
import { ManagedNode } from "./managed-node.ts";
import { totalResources } from "./resources.ts";

/** Throws BROKER_NOT_FOUND or BROKER_START_FAILED, or the signal's reason; a failure leaves nothing behind. */
export async function openLocal(
  env: Environment,
  { probe, signal, onNotice }: BrokerPorts,
  needs: readonly BrokerNeed[] = [],
  cluster: ClusterOptions = { nodes: 1 },
): Promise<Broker> {
  const isCluster = cluster.nodes > 1;
  const servers = isCluster ? findServers(env, cluster.nodes) : [findServer(env)];
  const paths = [...new Set(servers.map(({ path }) => path))];
  await requireLoopback();
  await refuseFullDisk(tmpdir(), { nodes: cluster.nodes, needs });
  const what = isCluster ? `cluster of ${cluster.nodes} nodes` : "node";
  onNotice(`Starting a private RabbitMQ ${what} with ${paths.join(" and ")}.`);
  const started = performance.now();
  const options = { probe, env, needs, signal };
  const opened = isCluster
    ? await createLocalCluster({ ...options, ...cluster, servers })
    : await ManagedNode.create({ ...options, server: onlyOf(servers) });
  try {
    const facts = await opened.start(signal);
    onNotice(`RabbitMQ ${facts.version} ready in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    const nodes = opened instanceof NodeCluster ? opened.nodes : [opened];
    return {
      uri: opened.uri,
      provider: "local",
      facts,
      server: opened instanceof NodeCluster ? new ClusterServer(opened) : opened,
      ...(opened instanceof NodeCluster ? { cluster: opened } : {}),
      resources: async () => totalResources(await Promise.all(nodes.map((node) => node.resources()))),
      ctl: (args, ctlSignal) => opened.ctl(args, ctlSignal),
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    };
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw paths.length > 1 && error instanceof BrokerStartError
      ? await mixedFailure(error, servers, env, signal)
      : error;
  }
}

function onlyOf([server]: readonly FoundServer[]): FoundServer {
  if (server === undefined) throw new Error("no server was found");
  return server;
}
