// Runs rabbitmqctl on a private node, and defines Erlang expressions for `rabbitmqctl eval`.
import { FairhareError } from "@fairhare/core";
import { CommandError, runCommand } from "../../run-command.ts";
import type { FoundServer } from "../installed/find-server.ts";

/** rabbitmqctl starts an Erlang machine (1 to 3 s), and may have to wait for a busy broker. */
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
    throw new BrokerCtlError(`rabbitmqctl is missing beside ${server.path}. Install the complete RabbitMQ package.`);
  try {
    return await runCommand({ file: server.ctl, args, env }, CTL_TIMEOUT_MS, signal);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new BrokerCtlError(`rabbitmqctl ${args.join(" ")} failed: ${error.message}`, { cause: error });
  }
}

/**
 * An expression that fails unless the metadata are on the disk. Mnesia writes its log up to two seconds after it
 * answers, and syncs it much later. Khepri syncs every change before it answers; its fence waits for changes in
 * progress.
 */
export const METADATA_IS_SYNCED =
  "case mnesia:system_info(is_running) of yes -> ok = mnesia:sync_log(); _ -> ok = rabbit_khepri:fence(30000) end.";

/**
 * An expression that closes the connections with these names: `rabbitmqctl list_connections` and `close_connection` in
 * one call, because each call starts an Erlang machine. Its value is a list with one `ok` for each closed connection.
 */
export const closingExpression = (names: readonly string[], reason: string): string =>
  `[rabbit_networking:close_connection(Pid, ${text(reason)}) || ` +
  "[{pid, Pid}, {client_properties, Properties}] <- rabbit_networking:connection_info_all([pid, client_properties]), " +
  `{<<"connection_name">>, longstr, Name} <- Properties, lists:member(Name, [${names.map(binary).join(", ")}])].`;

const text = (words: string): string => JSON.stringify(words);
const binary = (words: string): string => `<<${JSON.stringify(words)}>>`;
