// Opens the broker of the selected provider; with `auto`, of the first provider that is available.
import { assertNever, FairhareError, messageOf } from "@fairhare/core";
import type { Broker, BrokerNeed, BrokerPorts, Environment } from "./broker.ts";
import { openDocker } from "./docker/open-docker.ts";
import { openExternal } from "./external.ts";
import { BrokerNotFoundError } from "./local/installed/find-server.ts";
import type { ClusterOptions } from "./cluster/cluster-options.ts";
import { openLocal } from "./local/open-local.ts";

export interface BrokerChoice {
  readonly provider: "auto" | "external" | "local" | "docker";
  /** The value of `--uri`. AMQP_URL is read from `env`. */
  readonly uri?: string;
  readonly env: Environment;
  /** Time to wait until a broker that is named by URI is ready; 0 by default. */
  readonly waitSeconds?: number;
  /** Only a private node of this machine provides them; other providers ignore them. */
  readonly needs?: readonly BrokerNeed[];
  /** Of private nodes and containers; an external broker ignores it. One node by default. */
  readonly cluster?: ClusterOptions;
}

/** Throws BROKER_NOT_FOUND, BROKER_UNREACHABLE or BROKER_START_FAILED, or the signal's reason. */
export async function openBroker(choice: BrokerChoice, ports: BrokerPorts): Promise<Broker> {
  const { provider, env, needs, cluster, waitSeconds = 0 } = choice;
  // An empty value counts as unset: `AMQP_URL= fairhare …` unsets the variable for one command.
  const uri = choice.uri ?? (env["AMQP_URL"] || undefined);
  switch (provider) {
    case "external":
      if (uri === undefined)
        throw new BrokerNotFoundError("--broker external needs the URI of the broker. Set --uri or AMQP_URL.");
      return openExternal({ uri, waitSeconds }, ports);
    case "local":
      return openLocal(env, ports, needs, cluster);
    case "docker":
      return openDocker(env, ports, cluster);
    case "auto":
      // A URI names the broker to measure, so no other broker may be used in its place.
      if (uri !== undefined) return openExternal({ uri, waitSeconds }, ports);
      if (waitSeconds > 0)
        throw new BrokerNotFoundError("--wait needs the URI of a broker. Set --uri or AMQP_URL, or remove --wait.");
      return openFirst(choice, ports);
    default:
      return assertNever(provider);
  }
}

async function openFirst({ env, needs, cluster }: BrokerChoice, ports: BrokerPorts): Promise<Broker> {
  try {
    return await openLocal(env, ports, needs, cluster);
  } catch (notInstalled) {
    // An installed server that does not start is an error for the user; Docker must not hide it.
    if (!isCode(notInstalled, "BROKER_NOT_FOUND") || env["FAIRHARE_RABBITMQ_SERVER"]) throw notInstalled;
    return openDocker(env, ports, cluster).catch((noEngine: unknown) => {
      if (!isCode(noEngine, "BROKER_NOT_FOUND")) throw noEngine;
      throw new BrokerNotFoundError(`${messageOf(notInstalled)}\n${messageOf(noEngine)}`, { cause: noEngine });
    });
  }
}

const isCode = (error: unknown, code: FairhareError["code"]): boolean =>
  error instanceof FairhareError && error.code === code;
