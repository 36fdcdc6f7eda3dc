// The Docker provider: RabbitMQ in a container of docker-compose.yml, up for one invocation.
// Kept thin, as it could not be exercised where it was written: no engine there. Its commands are tested as data.
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { FairhareError, messageOf } from "@fairhare/core";
import type { Broker, BrokerPorts, Environment } from "../broker.ts";
import { Guardian } from "../guardian/guardian.ts";
import { freePorts } from "../local/free-port.ts";
import { runCommand } from "../run-command.ts";
import {
  composeVersionCommand,
  ctlCommand,
  dockerEnvironment,
  type DockerProject,
  downCommand,
  engineCommand,
  logsCommand,
  upCommand,
} from "./docker-commands.ts";

/** A local socket; an engine that is remote, or just woken, needs a few seconds. */
const ENGINE_TIMEOUT_MS = 10_000;
/** The image may have to be pulled: 150 MB over a slow line. */
const UP_TIMEOUT_MS = 600_000;
const DOWN_TIMEOUT_MS = 60_000;
/** An Erlang machine starts in the container for each call. */
const EXEC_TIMEOUT_MS = 60_000;

export class DockerUnavailableError extends FairhareError {
  readonly code = "BROKER_NOT_FOUND";
}

export class DockerBrokerError extends FairhareError {
  readonly code = "BROKER_START_FAILED";
}

/** Throws BROKER_NOT_FOUND without engine or compose plug-in. */
async function checkEngine(env: Environment, signal: AbortSignal): Promise<void> {
  for (const command of [engineCommand(env), composeVersionCommand(env)]) {
    try {
      await runCommand(command, ENGINE_TIMEOUT_MS, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw new DockerUnavailableError(
        `No Docker engine with compose answers (docker ${command.args.join(" ")}: ${messageOf(error)}). ` +
          "Start Docker, or use another broker with --uri or --broker local.",
        { cause: error },
      );
    }
  }
}

export async function openDocker(env: Environment, { probe, signal, onNotice }: BrokerPorts): Promise<Broker> {
  await checkEngine(env, signal);
  const project = await newProject(env);
  const uri = `amqp://${project.user}:${project.password}@127.0.0.1:${project.amqpPort}/%2F`;
  const guardian = await Guardian.start({ type: "command", ...downCommand(project) });
  const down = async (): Promise<void> => {
    await runCommand(downCommand(project), DOWN_TIMEOUT_MS, new AbortController().signal);
    await guardian.release();
  };
  try {
    onNotice(`Starting RabbitMQ in Docker as ${project.name}; the first time pulls its image.`);
    await runCommand(upCommand(project), UP_TIMEOUT_MS, signal);
    const facts = await probe(uri, signal);
    return {
      uri,
      provider: "docker",
      facts,
      resources: () => Promise.resolve(undefined),
      ctl: (args, ctlSignal) => runCommand(ctlCommand(project, args), EXEC_TIMEOUT_MS, ctlSignal),
      [Symbol.asyncDispose]: down,
    };
  } catch (error) {
    const log = await runCommand(logsCommand(project), DOWN_TIMEOUT_MS, new AbortController().signal).catch(() => "");
    await down();
    signal.throwIfAborted();
    throw new DockerBrokerError(
      `The broker in Docker did not start: ${messageOf(error)}\nIts log ends with:\n${log.trim()}\n` +
        "Try again, or use another broker with --uri or --broker local.",
      { cause: error },
    );
  }
}

async function newProject(env: Environment): Promise<DockerProject> {
  const [amqpPort, managementPort] = await freePorts(2);
  if (amqpPort === undefined || managementPort === undefined) throw new Error("the container needs two ports");
  return {
    name: `fairhare-${randomBytes(5).toString("hex")}`,
    composeFile: fileURLToPath(new URL("../../../../docker-compose.yml", import.meta.url)),
    amqpPort,
    managementPort,
    user: `fairhare-${randomBytes(3).toString("hex")}`,
    password: randomBytes(16).toString("hex"),
    env: dockerEnvironment(env),
  };
}
