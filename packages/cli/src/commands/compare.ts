// `compare BASE NEW`: parses its flags; ../stored/compare-stored-runs.ts does the work.
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions } from "../input/option-flags.ts";

interface CompareFlags {
  readonly exportMarkdown?: readonly string[];
  readonly threshold?: readonly string[];
  readonly baselineStrict?: boolean;
}

export function createCompareCommand(cli: Cli): Command {
  const command = new Command("compare")
    .summary("compare two stored results of the same plan")
    .description(
      "Compares two results, trial by trial, such as a pull request with its base. Exits with code 1 if a threshold fails, or, without thresholds, if a change for the worse is shown.",
    )
    .argument("<BASE>", "directory of a run under .runs/ or of a report, or a results.json")
    .argument("<NEW>", "other results of the same plan");
  addOptions(command, ["threshold", "baselineStrict", "exportMarkdown"]);
  return command.action(async (base: string, head: string, flags: CompareFlags) => {
    const { compareStoredRuns } = await import("../stored/compare-stored-runs.ts");
    const { exportMarkdown, threshold = [], baselineStrict = false } = flags;
    const compared = { base, head, thresholds: threshold, isStrict: baselineStrict };
    await compareStoredRuns({ ...compared, exportMarkdown: exportMarkdown?.at(-1) ?? null }, cli);
  });
}
