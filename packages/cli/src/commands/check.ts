// `check DIR`: parses its flags; ../stored/check-stored-run.ts does the work.
import { Command } from "commander";
import type { Cli } from "../cli.ts";

export function createCheckCommand(cli: Cli): Command {
  return new Command("check")
    .summary("check a stored run again, without a broker")
    .description("Derives the results of a stored run again from its history, and replaces its results.json.")
    .argument("<DIR>", "directory of the run under .runs/")
    .option("--quiet", "print only the verdict and problems")
    .action(async (directory: string, { quiet }: { quiet?: boolean }) => {
      const { checkStoredRun } = await import("../stored/check-stored-run.ts");
      checkStoredRun(directory, quiet === true, cli);
    });
}
