// `check DIR`: the results of a stored run again, from its history alone.
import { resolve } from "node:path";
import { checkExperiment, ExperimentDirectory } from "@fairhare/orchestrator";
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { showResults } from "../output/show-results.ts";
import { exitCodeOfVerdict } from "../output/verdict-exit-code.ts";

export function createCheckCommand(cli: Cli): Command {
  return new Command("check")
    .summary("check a stored run again, without a broker")
    .description("Derives the results of a stored run again from its history, and writes its results.json anew.")
    .argument("<DIR>", "directory of the run, under .runs/")
    .option("--quiet", "print nothing but the verdict")
    .action((directory: string, { quiet }: { quiet?: boolean }) => {
      const stored = new ExperimentDirectory(resolve(cli.userDirectory, directory));
      const results = checkExperiment(stored);
      stored.writeResults(results);
      showResults(results, { runs: stored.path }, quiet === true, cli);
      cli.endWith(exitCodeOfVerdict(results.verdict));
    });
}
