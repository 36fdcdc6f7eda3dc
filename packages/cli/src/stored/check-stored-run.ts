// Derives the results of a stored run again from its history, and prints them.
import { resolve } from "node:path";
import { fileProblem } from "@fairhare/core";
import { checkExperiment, ExperimentDirectory } from "@fairhare/store";
import type { Cli } from "../cli.ts";
import { writeGithubOutputs } from "../output/github-outputs.ts";
import { showResults, type Shown } from "../output/show-results.ts";
import { exitCodeOfVerdict, exitCodeWith, showProblems } from "../output/output-problems.ts";

export function checkStoredRun(directory: string, shown: Shown, cli: Cli): void {
  const stored = new ExperimentDirectory(resolve(cli.userDirectory, directory));
  const results = checkExperiment(stored);
  const problems: string[] = [];
  try {
    stored.writeResults(results);
  } catch (error) {
    problems.push(`${stored.path}/results.json could not be written: ${fileProblem(error)}.`);
  }
  showResults(results, { runs: stored.path }, shown, cli);
  writeGithubOutputs(results, cli);
  showProblems(problems, null, cli.terminal.err);
  cli.endWith(exitCodeWith(problems, exitCodeOfVerdict(results.verdict)));
}
