// `compare BASE NEW`: parses its flags; ../stored/compare-stored-runs.ts does the work.
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions } from "../input/option-flags.ts";

export function createCompareCommand(cli: Cli): Command {
  const command = new Command("compare")
    .summary("compare two stored runs of the same plan")
    .description("Compares the results in two directories, trial by trial, such as a pull request with its base.")
    .argument("<BASE>", "directory of a run under .runs/, or of a report")
    .argument("<NEW>", "directory of another run or report of the same plan");
  addOptions(command, ["exportMarkdown"]);
  return command.action(async (base: string, head: string, flags: { exportMarkdown?: readonly string[] }) => {
    const { compareStoredRuns } = await import("../stored/compare-stored-runs.ts");
    await compareStoredRuns({ base, head, exportMarkdown: flags.exportMarkdown?.at(-1) ?? null }, cli);
  });
}
