// The error of a cluster of different versions that did not form.
import { readFile } from "node:fs/promises";
import { BrokerStartError } from "../../broker-errors.ts";
import type { Environment } from "../../broker.ts";
import { runCommand } from "../../run-command.ts";
import type { FoundServer } from "../installed/find-server.ts";

/** `rabbitmqctl version` starts an Erlang machine, and asks no node. */
const VERSION_TIMEOUT_MS = 20_000;

/** Names the versions and RabbitMQ's reason, if the log of the failed node has one. */
export async function mixedFailure(
  cause: BrokerStartError,
  servers: readonly FoundServer[],
  env: Environment,
  signal: AbortSignal,
): Promise<BrokerStartError> {
  const distinct = [...new Map(servers.map((server) => [server.path, server])).values()];
  const versions = [...new Set(await Promise.all(distinct.map((server) => versionOf(server, env, signal))))];
  // Several copies of one version fail for another reason.
  if (versions.length === 1) return cause;
  const reason = cause.keptLog === undefined ? undefined : refusalIn(await textOf(cause.keptLog));
  return new BrokerStartError(
    [
      `RabbitMQ ${versions.join(" and ")} did not form a cluster (FAIRHARE_RABBITMQ_SERVER).`,
      ...(reason === undefined ? [] : [`A node logged: ${reason}`]),
      ...(cause.keptLog === undefined ? [] : [`Its complete log is kept in ${cause.keptLog}.`]),
      "RabbitMQ mixes two versions only if one can be upgraded to the other directly. Name one version for all nodes, or two neighbouring versions.",
    ].join("\n"),
    { cause },
  );
}

/** As logged by 4.0.5 beside 4.3.6, and the other way round. */
const REFUSALS =
  /could not auto-cluster|incompatible_feature_flags|missing_clustered_nodes|feature flags: .*unsupported/i;

/** The last reason in the log of a node; `undefined` if it has none, because no other node answered. */
export function refusalIn(log: string): string | undefined {
  const refused = log.split("\n").findLast((line) => REFUSALS.test(line));
  return refused?.replace(/^\S+ \S+ \[\w+\] <[\d.]+> /, "").trim();
}

/** The path of the server if it has no rabbitmqctl that says its version. */
async function versionOf({ path, ctl }: FoundServer, env: Environment, signal: AbortSignal): Promise<string> {
  if (ctl === undefined) return path;
  try {
    const { PATH = "", HOME = "/" } = env;
    const output = await runCommand({ file: ctl, args: ["version"], env: { PATH, HOME } }, VERSION_TIMEOUT_MS, signal);
    return /\d+\.\d+\.\d+\S*/.exec(output)?.[0] ?? path;
  } catch {
    signal.throwIfAborted();
    return path;
  }
}

const textOf = (path: string): Promise<string> => readFile(path, "utf8").catch(() => "");
