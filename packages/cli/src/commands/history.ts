// `history export DIR`: parses its flags; ../stored/export-history.ts does the work.
import { Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import type { HistoryFlags } from "../stored/export-history.ts";

export function createHistoryCommand(cli: Cli): Command {
  const command = new Command("export")
    .summary("write the events of stored runs")
    .description("Writes the events of stored runs, or their tasks, one row each, to standard output or a file.")
    .argument("<DIR>", "directory of the run under .runs/")
    .addOption(
      new Option("--format <FORMAT>", "ndjson or csv (default: ndjson)").choices(["ndjson", "csv"]).default("ndjson"),
    )
    .option("--output <FILE>", "file to write to (default: -, standard output)")
    .option("--tasks", "a row per task instead of a row per event")
    .action(async (directory: string, flags: HistoryFlags) => {
      const { exportHistory } = await import("../stored/export-history.ts");
      await exportHistory(directory, flags, cli);
    });
  return new Command("history")
    .summary("export the history of stored runs")
    .description("Works on the history of stored runs, without a broker.")
    .addCommand(command);
}
