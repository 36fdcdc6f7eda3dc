// The Docker provider: RabbitMQ in a container of ../../docker-compose.yml, for one invocation.
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";
import { FairhareError, messageOf } from "@fairhare/core";
import type { Broker, BrokerPorts, Environment } from "../broker.ts";
import { freePorts } from "../free-ports.ts";
import { probeUntilReady } from "../probe-until-ready.ts";
import { runCommand } from "../run-command.ts";
import { ComposeProject } from "./compose-project.ts";
import {
  composeVersionCommand,
  DEFAULT_IMAGE,
  dockerEnvironment,
  type DockerProject,
  engineCommand,
} from "./docker-commands.ts";

/** A local engine answers at once; a remote or suspended engine needs a few seconds. */
const ENGINE_TIMEOUT_MS = 10_000;
/** The container is healthy when the port listens, but a busy server may still refuse the first connections. */
const SERVING_TIMEOUT_MS = 30_000;

export class DockerUnavailableError extends FairhareError {
  readonly code = "BROKER_NOT_FOUND";
}

export class DockerBrokerError extends FairhareError {
  readonly code = "BROKER_START_FAILED";
}

export async function openDocker(env: Environment, { probe, signal, onNotice }: BrokerPorts): Promise<Broker> {
  await checkEngine(env, signal);
  const project = await newProject(env);
  const uri = `amqp://${project.user}:${project.password}@127.0.0.1:${project.amqpPort}/%2F`;
  const container = await ComposeProject.create(project);
  try {
    onNotice(`Starting RabbitMQ in Docker as ${project.name}; the first start also pulls the image.`);
    await container.up(signal);
    const facts = await probeUntilReady({ uri, probe, timeoutMs: SERVING_TIMEOUT_MS }, signal);
    return {
      uri,
      provider: "docker",
      facts,
      resources: () => Promise.resolve(undefined),
      ctl: (args, ctlSignal) => container.ctl(args, ctlSignal),
      [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
    };
  } catch (error) {
    const log = signal.aborted ? "" : stripVTControlCharacters(await container.log()).trim();
    await container[Symbol.asyncDispose]();
    signal.throwIfAborted();
    throw new DockerBrokerError(
      `The broker in Docker did not start: ${reasonOf(error)} (image ${project.image}).\n` +
        (log === "" ? "" : `Its log ends with:\n${log}\n`) +
        "Check the image (FAIRHARE_RABBITMQ_IMAGE) and the engine, or use another broker with --uri or --broker local.",
      { cause: error },
    );
  }
}

/** Compose prints its progress line by line, and the error in the last line. */
const reasonOf = (error: unknown): string => messageOf(error).split("\n").at(-1) ?? "";

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

async function newProject(env: Environment): Promise<DockerProject> {
  const [amqpPort, managementPort] = await freePorts(2);
  if (amqpPort === undefined || managementPort === undefined) throw new Error("the container needs two ports");
  return {
    name: `fairhare-${randomBytes(5).toString("hex")}`,
    composeFile: createRequire(import.meta.url).resolve("#compose-file"),
    image: env["FAIRHARE_RABBITMQ_IMAGE"] || DEFAULT_IMAGE,
    amqpPort,
    managementPort,
    user: `fairhare-${randomBytes(3).toString("hex")}`,
    password: randomBytes(16).toString("hex"),
    env: dockerEnvironment(env),
  };
}
