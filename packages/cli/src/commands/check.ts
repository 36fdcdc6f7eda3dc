// `check DIR`: parses its flags; ../stored/check-stored-run.ts does the work.
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions } from "../input/option-flags.ts";
import { readTableFlags, type TableFlags } from "../input/table-flags.ts";

export function createCheckCommand(cli: Cli): Command {
  const command = new Command("check")
    .summary("check a stored run again, without a broker")
    .description("Derives the results of a stored run again from its history, and replaces its results.json.")
    .argument("<DIR>", "directory of the run under .runs/");
  addOptions(command, ["columns", "wide", "quiet"]);
  return command.action(async (directory: string, flags: TableFlags & { readonly quiet?: boolean }) => {
    const shown = { isQuiet: flags.quiet === true, table: readTableFlags(flags) };
    const { checkStoredRun } = await import("../stored/check-stored-run.ts");
    checkStoredRun(directory, shown, cli);
  });
}
