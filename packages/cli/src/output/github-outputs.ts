// Outputs for GitHub Actions, written without a flag: the summary of the step and annotations of the job. The runner says
// by environment variables that it is there.
import { appendFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { fileProblem } from "@fairhare/core";
import { annotationLines, type Failure, failureAnnotation, renderFailure, renderStepSummary } from "@fairhare/report";
import type { Results } from "@fairhare/results";
import type { Cli } from "../cli.ts";

/** GitHub rejects the whole summary of a step when it is larger. */
const MAX_SUMMARY_BYTES = 1_048_576;

/** A summary that cannot be written gives a sentence, and does not change the exit code: nobody asked for it. */
export function writeGithubOutputs(results: Results, cli: Cli): void {
  showAnnotations(annotationLines(results), cli);
  appendToSummary((maxBytes) => renderStepSummary(results, maxBytes), cli);
}

/** For a command that ends without results. */
export function writeGithubFailure(failure: Failure, cli: GithubCli): void {
  showAnnotations([failureAnnotation(failure)], cli);
  appendToSummary((maxBytes) => renderFailure(failure, maxBytes), cli);
}

export type GithubCli = Pick<Cli, "environment" | "terminal" | "userDirectory">;

/** Prints workflow commands if the runner reads them. */
export function showAnnotations(lines: readonly string[], { environment, terminal }: GithubCli): void {
  // The runner reads commands from both streams; standard output belongs to the results.
  if (environment["GITHUB_ACTIONS"] === "true") for (const line of lines) terminal.err.line(line);
}

/** Appends a text to the summary of the step, if there is one. */
export function appendToSummary(
  render: (maxBytes: number) => string,
  { environment, terminal, userDirectory }: GithubCli,
): void {
  const summary = environment["GITHUB_STEP_SUMMARY"];
  if (!summary) return;
  try {
    append(resolve(userDirectory, summary), render);
  } catch (error) {
    terminal.err.line(`The step summary ${summary} could not be written: ${fileProblem(error)}.`);
  }
}

/** Other commands of the same step may have written to the file. */
function append(path: string, render: (maxBytes: number) => string): void {
  const used = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const separator = used > 0 ? "\n" : "";
  const maxBytes = MAX_SUMMARY_BYTES - used - separator.length;
  const text = render(maxBytes);
  if (text !== "" && Buffer.byteLength(text) <= maxBytes) appendFileSync(path, separator + text);
}
