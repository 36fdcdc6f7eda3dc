// Runs rabbitmqctl against a managed node.
import { FairhareError } from "@fairhare/core";
import { CommandError, runCommand } from "../run-command.ts";
import type { FoundServer } from "./find-server.ts";

/** It starts an Erlang machine of its own (1 to 3 s), and may wait for a busy broker. */
const CTL_TIMEOUT_MS = 60_000;

export class BrokerCtlError extends FairhareError {
  readonly code = "BROKER_REFUSED";
}

export async function runCtl(
  server: FoundServer,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  if (server.ctl === undefined)
    throw new BrokerCtlError(`There is no rabbitmqctl beside ${server.path}; install the whole RabbitMQ package.`);
  try {
    return await runCommand({ file: server.ctl, args, env }, CTL_TIMEOUT_MS, signal);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new BrokerCtlError(`rabbitmqctl ${args.join(" ")} failed: ${error.message}`, { cause: error });
  }
}
