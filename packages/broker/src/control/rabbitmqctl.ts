// Runs rabbitmqctl on a node that Fairhare started.
import { BrokerCtlError } from "../broker-errors.ts";
import { type Command, CommandError, runCommand } from "../run-command.ts";

/** rabbitmqctl starts an Erlang machine (1 to 3 s), and may have to wait for a busy broker. */
const CTL_TIMEOUT_MS = 60_000;

/** `command` runs rabbitmqctl with `args`. Throws BrokerCtlError, or the signal's reason. */
export async function runCtl(args: readonly string[], command: Command, signal: AbortSignal): Promise<string> {
  try {
    return await runCommand(command, CTL_TIMEOUT_MS, signal);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new BrokerCtlError(`rabbitmqctl ${args.join(" ")} failed: ${error.message}`, { cause: error });
  }
}
