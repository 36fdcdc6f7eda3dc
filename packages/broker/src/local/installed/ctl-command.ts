// The command that runs the rabbitmqctl of an installed server.
import { BrokerCtlError } from "../../broker-errors.ts";
import type { Command } from "../../run-command.ts";
import type { FoundServer } from "./find-server.ts";

/** `env` is that of the node. Throws BrokerCtlError when the server was installed without rabbitmqctl. */
export function ctlCommand(
  { ctl, path }: FoundServer,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Command {
  if (ctl === undefined)
    throw new BrokerCtlError(`rabbitmqctl is missing beside ${path}. Install the complete RabbitMQ package.`);
  return { file: ctl, args, env };
}
