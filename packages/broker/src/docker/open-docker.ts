// The Docker provider: RabbitMQ in a container of ../../docker-compose.yml for one invocation, or several containers that
// form a cluster.
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { FairhareError, messageOf } from "@fairhare/core";
import type { Broker, BrokerPorts, Environment } from "../broker.ts";
import { clusterArguments, type ClusterOptions } from "../cluster/cluster-options.ts";
import { ClusterServer } from "../cluster/cluster-server.ts";
import { NodeCluster } from "../cluster/node-cluster.ts";
import { freePorts } from "../free-ports.ts";
import { requireLoopback } from "../loopback.ts";
import { CommandError, runCommand } from "../run-command.ts";
import { ComposeProject } from "./compose-project.ts";
import {
  composeVersionCommand,
  DEFAULT_IMAGE,
  dockerEnvironment,
  type DockerProject,
  engineCommand,
  erlangNameOf,
} from "./docker-commands.ts";
import { DockerNode } from "./docker-node.ts";
import { dockerStartError } from "./start-error.ts";

/** A local engine answers at once; a remote or suspended engine needs a few seconds. */
const ENGINE_TIMEOUT_MS = 10_000;
/** As for private nodes: those of a cluster share the cores, and join each other. */
const BOOT_TIMEOUT_MS = 90_000;
const CLUSTER_BOOT_TIMEOUT_MS = 180_000;
const PORTS_PER_NODE = 3;

class DockerUnavailableError extends FairhareError {
  readonly code = "BROKER_NOT_FOUND";
}

/** Throws BROKER_NOT_FOUND or BROKER_START_FAILED, or the signal's reason; a failure leaves nothing behind. */
export async function openDocker(
  env: Environment,
  { probe, signal, onNotice }: BrokerPorts,
  options: ClusterOptions = { nodes: 1 },
): Promise<Broker> {
  await checkEngine(env, signal);
  await requireLoopback();
  const project = await newProject(env, options);
  const containers = await ComposeProject.open(project);
  const nodes: DockerNode[] = [];
  const cluster = new NodeCluster(nodes, containers);
  const isCluster = options.nodes > 1;
  const bootTimeoutMs = isCluster ? CLUSTER_BOOT_TIMEOUT_MS : BOOT_TIMEOUT_MS;
  for (const number of numbersOf(options))
    nodes.push(new DockerNode({ number, project, containers, events: cluster.eventsOf(number), probe, bootTimeoutMs }));
  try {
    const what = isCluster ? `a RabbitMQ cluster of ${options.nodes} nodes` : "RabbitMQ";
    onNotice(`Starting ${what} in Docker as ${project.name}; the first start also pulls the image.`);
    await containers.create(numbersOf(options), signal).catch((error: unknown) => {
      throw error instanceof CommandError ? dockerStartError(error, project) : error;
    });
    const facts = await cluster.start(signal);
    return {
      uri: cluster.uri,
      provider: "docker",
      facts,
      server: new ClusterServer(cluster),
      ...(isCluster ? { cluster } : {}),
      resources: () => Promise.resolve(undefined),
      ctl: (args, ctlSignal) => cluster.ctl(args, ctlSignal),
      [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
    };
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    signal.throwIfAborted();
    throw error;
  }
}

/** Throws BROKER_NOT_FOUND if the engine or the compose plug-in is missing. */
async function checkEngine(env: Environment, signal: AbortSignal): Promise<void> {
  for (const command of [engineCommand(env), composeVersionCommand(env)]) {
    try {
      await runCommand(command, ENGINE_TIMEOUT_MS, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw new DockerUnavailableError(
        `Docker with the compose plug-in is not available (docker ${command.args.join(" ")}: ${messageOf(error)}). ` +
          "Start Docker, or use another broker with --uri or --broker local.",
        { cause: error },
      );
    }
  }
}

async function newProject(env: Environment, options: ClusterOptions): Promise<DockerProject> {
  const ports = await freePorts(PORTS_PER_NODE * options.nodes);
  const take = (): number => ports.pop() ?? 0;
  const numbers = numbersOf(options);
  return {
    name: `fairhare-${randomBytes(5).toString("hex")}`,
    composeFile: createRequire(import.meta.url).resolve("#compose-file"),
    image: env["FAIRHARE_RABBITMQ_IMAGE"] || DEFAULT_IMAGE,
    user: `fairhare-${randomBytes(3).toString("hex")}`,
    password: secret(),
    cookie: secret(),
    token: secret(),
    nodes: numbers.map(() => ({ amqp: take(), management: take(), control: take() })),
    serverArguments: numbers.length > 1 ? clusterArguments(numbers.map(erlangNameOf), options) : [],
    env: dockerEnvironment(env),
  };
}

const numbersOf = ({ nodes }: ClusterOptions): number[] => Array.from({ length: nodes }, (_, index) => index + 1);

const secret = (): string => randomBytes(16).toString("hex");
