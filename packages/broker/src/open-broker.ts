// Chooses the provider and opens the broker: the one that was asked for, or with `auto` the first that there is.
import { assertNever, FairhareError, messageOf, redactSecrets } from "@fairhare/core";
import type { Broker, BrokerNeed, BrokerPorts, Environment } from "./broker.ts";
import { openDocker } from "./docker/open-docker.ts";
import { openExternal } from "./external.ts";
import { BrokerNotFoundError } from "./local/find-server.ts";
import { openLocal } from "./local/open-local.ts";

export interface BrokerChoice {
  readonly provider: "auto" | "external" | "local" | "docker";
  /** What `--uri` says. AMQP_URL is read from `env`. */
  readonly uri?: string;
  readonly env: Environment;
  /** Only a local node is made for them; of another provider the broker is opened as it is. */
  readonly needs?: readonly BrokerNeed[];
}

/** Throws BROKER_NOT_FOUND, BROKER_UNREACHABLE or BROKER_START_FAILED, or the signal's reason. */
export async function openBroker(choice: BrokerChoice, ports: BrokerPorts): Promise<Broker> {
  const { provider, env } = choice;
  const uri = choice.uri ?? env["AMQP_URL"];
  switch (provider) {
    case "external":
      if (!uri)
        throw new BrokerNotFoundError("--broker external needs the broker's URI: give it with --uri or AMQP_URL.");
      return openExternal(uri, ports);
    case "local":
      return openLocal(env, ports, choice.needs);
    case "docker":
      return openDocker(env, ports);
    case "auto":
      return openFirst(choice, ports);
    default:
      return assertNever(provider);
  }
}

async function openFirst({ uri, env, needs }: BrokerChoice, ports: BrokerPorts): Promise<Broker> {
  // A URI on the command line is meant for this run: to measure another broker instead would be a lie.
  if (uri) return openExternal(uri, ports);
  const fromEnvironment = env["AMQP_URL"];
  if (fromEnvironment) {
    try {
      return await openExternal(fromEnvironment, ports);
    } catch (error) {
      if (!isCode(error, "BROKER_UNREACHABLE")) throw error;
      ports.onNotice(`AMQP_URL ${redactSecrets(fromEnvironment)} is passed over: ${messageOf(error)}`);
    }
  }
  try {
    return await openLocal(env, ports, needs);
  } catch (notInstalled) {
    // A server that is there and does not start is the user's to know about, not to be hidden by another.
    if (!isCode(notInstalled, "BROKER_NOT_FOUND") || env["FAIRHARE_RABBITMQ_SERVER"]) throw notInstalled;
    return openDocker(env, ports).catch((noEngine: unknown) => {
      if (!isCode(noEngine, "BROKER_NOT_FOUND")) throw noEngine;
      throw new BrokerNotFoundError(`${messageOf(notInstalled)}\n${messageOf(noEngine)}`, { cause: noEngine });
    });
  }
}

const isCode = (error: unknown, code: FairhareError["code"]): boolean =>
  error instanceof FairhareError && error.code === code;
