// Runs rabbitmqctl against a managed node, and holds the Erlang expressions that it evaluates there.
import { FairhareError } from "@fairhare/core";
import { CommandError, runCommand } from "../../run-command.ts";
import type { FoundServer } from "../installed/find-server.ts";

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

/**
 * Fails unless the metadata are on the disk. Mnesia gives its log to the system up to two seconds after its answer, and
 * syncs it much later. Khepri has synced every change before it answers for it; its fence waits for those under way.
 */
export const METADATA_IS_SYNCED =
  "case mnesia:system_info(is_running) of yes -> ok = mnesia:sync_log(); _ -> ok = rabbit_khepri:fence(30000) end.";

/**
 * The Erlang expression for it: `rabbitmqctl list_connections` and `close_connection` in one call, so that only one
 * Erlang machine has to start between the looking and the closing. Its value is a list with an `ok` for each.
 */
export const closingExpression = (names: readonly string[], reason: string): string =>
  `[rabbit_networking:close_connection(Pid, ${text(reason)}) || ` +
  "[{pid, Pid}, {client_properties, Properties}] <- rabbit_networking:connection_info_all([pid, client_properties]), " +
  `{<<"connection_name">>, longstr, Name} <- Properties, lists:member(Name, [${names.map(binary).join(", ")}])].`;

const text = (words: string): string => JSON.stringify(words);
const binary = (words: string): string => `<<${JSON.stringify(words)}>>`;
