// Describes the machine, the software versions and the broker that a run was measured on.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { amqplibVersion } from "@fairhare/amqp";
import type { Broker, ManagedCluster } from "@fairhare/broker";
import { redactSecrets } from "@fairhare/core";
import type { AgentHost, Environment } from "@fairhare/results";

/** A host of the fleet. */
export interface AgentFacts {
  readonly number: number;
  readonly name: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly nodeVersion: string;
}

/** `command`: the command line as typed, in words; its secrets are redacted. */
export function describeEnvironment(
  broker: Broker,
  command: readonly string[],
  agents: readonly AgentFacts[] = [],
): Environment {
  const { product, version, erlang, queueTypes, heartbeatSeconds } = broker.facts;
  const processors = cpus();
  return {
    node: process.versions.node,
    fairhare: packageVersion(),
    amqplib: amqplibVersion(),
    broker: {
      product,
      version,
      erlang,
      provider: broker.provider,
      queueTypes: [...queueTypes],
      heartbeatSeconds,
      ...(broker.cluster === undefined ? {} : { nodes: nodesOf(broker.cluster) }),
    },
    os: osName(),
    cpu: processors[0]?.model.trim() || "unknown",
    cores: processors.length,
    memoryBytes: totalmem(),
    loadAverage: loadavg(),
    agents: agents.map(agentHost),
    startedAt: new Date().toISOString(),
    command: command.map(redactSecrets).join(" "),
  };
}

export const agentHost = ({ number, name, cores, memoryBytes, platform, nodeVersion }: AgentFacts): AgentHost => ({
  number,
  name,
  cores,
  memoryBytes,
  platform,
  node: nodeVersion,
});

function nodesOf({ nodes }: ManagedCluster): NonNullable<Environment["broker"]["nodes"]> {
  return nodes.map(({ number, facts }) => ({
    number,
    version: facts?.version ?? "unknown",
    erlang: facts?.erlang ?? null,
  }));
}

/** Of Fairhare. */
export function packageVersion(): string {
  const text = readFileSync(createRequire(import.meta.url).resolve("#package.json"), "utf8");
  return String((JSON.parse(text) as { version: unknown }).version);
}

function osName(): string {
  try {
    const name = /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
    return `${name ?? type()} (${type()} ${release()})`;
  } catch {
    return `${type()} ${release()}`;
  }
}
