// The results of a stored run again, from its history alone.
import { resolve } from "node:path";
import { checkExperiment, ExperimentDirectory } from "@fairhare/orchestrator";
import type { Cli } from "../cli.ts";
import { showResults } from "../output/show-results.ts";
import { exitCodeOfVerdict } from "../output/verdict-exit-code.ts";

export function check(directory: string, isQuiet: boolean, cli: Cli): void {
  const stored = new ExperimentDirectory(resolve(cli.userDirectory, directory));
  const results = checkExperiment(stored);
  stored.writeResults(results);
  showResults(results, { runs: stored.path }, isQuiet, cli);
  cli.endWith(exitCodeOfVerdict(results.verdict));
}
