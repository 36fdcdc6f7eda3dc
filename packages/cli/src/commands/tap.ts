// `tap`: parses its flags; ../tap watches the clients.
import { Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions, rawFlags } from "../input/option-flags.ts";
import { LISTEN_DEFAULT, TAP_OPTIONS } from "../tap/tap-options.ts";

interface TapFlags {
  readonly listen?: string;
  readonly time?: string;
}

const listen = new Option(
  "--listen <[ADDRESS:]PORT>",
  `address for the clients, on loopback unless it names another one (default: ${LISTEN_DEFAULT})`,
);
const time = new Option("-z, --time <DURATION>", "end after this time; a bare number is seconds (default: Ctrl-C)");

export function createTapCommand(cli: Cli, version: string): Command {
  const command = new Command("tap")
    .summary("watch the clients of a running system on the wire")
    .description(
      "Listens in front of a broker, passes all bytes unchanged, and shows what its clients do: deliveries, acks, fairness, prefetch. Starts nothing, stores no message bodies.",
    )
    .addOption(listen)
    .addOption(time);
  addOptions(command, TAP_OPTIONS);
  return command.action(async ({ listen: address, time: duration }: TapFlags) => {
    const flags = { ...rawFlags(command), ...(duration === undefined ? {} : { time: [duration] }) };
    // The option of `run` with this name is another one: where agents join.
    delete flags.listen;
    const { readTapPlan } = await import("../tap/tap-plan.ts");
    const plan = readTapPlan(flags, address, cli);
    const { watchClients } = await import("../tap/watch-clients.ts");
    await watchClients(plan, version, cli);
  });
}
