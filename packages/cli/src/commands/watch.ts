// `watch [DIR]`: parses its flags; ../watch/watch-stored-run.ts does the work.
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions } from "../input/option-flags.ts";
import { readTableFlags, type TableFlags } from "../input/table-flags.ts";

interface WatchFlags extends TableFlags {
  readonly progress?: boolean;
  readonly quiet?: boolean;
}

export function createWatchCommand(cli: Cli): Command {
  const command = new Command("watch")
    .summary("show a run while it goes on, or a stored one")
    .description("Shows the progress of a run that another process performs, then its results. Only reads.")
    .argument("[DIR]", "directory of the run under .runs/ (default: the newest)");
  addOptions(command, ["columns", "wide", "noProgress", "quiet"]);
  return command.action(async (directory: string | undefined, flags: WatchFlags) => {
    const isQuiet = flags.quiet === true;
    const shown = { isQuiet, table: readTableFlags(flags), isProgressShown: flags.progress !== false && !isQuiet };
    const { watchStoredRun } = await import("../watch/watch-stored-run.ts");
    await watchStoredRun(directory, shown, cli);
  });
}
