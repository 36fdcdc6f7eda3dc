// Chooses the provider and opens the broker: the one that was asked for, or with `auto` the first that there is.
import { assertNever, FairhareError, messageOf } from "@fairhare/core";
import type { Broker, BrokerNeed, BrokerPorts, Environment } from "./broker.ts";
import { openDocker } from "./docker/open-docker.ts";
import { openExternal } from "./external.ts";
import { BrokerNotFoundError } from "./local/installed/find-server.ts";
import { openLocal } from "./local/open-local.ts";

export interface BrokerChoice {
  readonly provider: "auto" | "external" | "local" | "docker";
  /** What `--uri` says. AMQP_URL is read from `env`. */
  readonly uri?: string;
  readonly env: Environment;
  /** How long a named broker has to begin to serve; 0 when left out. */
  readonly waitSeconds?: number;
  /** Only a local node is made for them; of another provider the broker is opened as it is. */
  readonly needs?: readonly BrokerNeed[];
}

/** Throws BROKER_NOT_FOUND, BROKER_UNREACHABLE or BROKER_START_FAILED, or the signal's reason. */
export async function openBroker(choice: BrokerChoice, ports: BrokerPorts): Promise<Broker> {
  const { provider, env, needs, waitSeconds = 0 } = choice;
  // Set to nothing is how a shell unsets it for one command.
  const uri = choice.uri ?? (env["AMQP_URL"] || undefined);
  switch (provider) {
    case "external":
      if (uri === undefined)
        throw new BrokerNotFoundError("--broker external needs the broker's URI: give it with --uri or AMQP_URL.");
      return openExternal({ uri, waitSeconds }, ports);
    case "local":
      return openLocal(env, ports, needs);
    case "docker":
      return openDocker(env, ports);
    case "auto":
      // What was named is meant for this run: to measure another broker instead would be a lie.
      if (uri !== undefined) return openExternal({ uri, waitSeconds }, ports);
      if (waitSeconds > 0)
        throw new BrokerNotFoundError("--wait is for a broker that is named: give it with --uri or AMQP_URL.");
      return openFirst(choice, ports);
    default:
      return assertNever(provider);
  }
}

async function openFirst({ env, needs }: BrokerChoice, ports: BrokerPorts): Promise<Broker> {
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
