// The local provider: finds an installed server and starts a private node with it.
import type { Broker, BrokerNeed, BrokerPorts, Environment } from "../broker.ts";
import { findServer } from "./installed/find-server.ts";
import { ManagedNode } from "./managed-node.ts";

/** Throws BROKER_NOT_FOUND or BROKER_START_FAILED, or the signal's reason; a failure leaves nothing behind. */
export async function openLocal(
  env: Environment,
  { probe, signal, onNotice }: BrokerPorts,
  needs: readonly BrokerNeed[] = [],
): Promise<Broker> {
  const server = findServer(env);
  onNotice(`Starting a private RabbitMQ node with ${server.path}.`);
  const started = performance.now();
  const node = await ManagedNode.create({ server, probe, env, needs, signal });
  try {
    const facts = await node.start(signal);
    onNotice(`RabbitMQ ${facts.version} ready in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    return {
      uri: node.uri,
      provider: "local",
      facts,
      server: node,
      resources: () => node.resources(),
      ctl: (args, ctlSignal) => node.ctl(args, ctlSignal),
      [Symbol.asyncDispose]: () => node[Symbol.asyncDispose](),
    };
  } catch (error) {
    await node[Symbol.asyncDispose]();
    throw error;
  }
}
