// The main flow of `watch`: finds the run, shows its progress until it ends, then its results.
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandLine, ExitCode } from "@fairhare/core";
import { ExperimentDirectory, readResults, RunNotFoundError } from "@fairhare/store";
import type { Cli } from "../cli.ts";
import { runsDirectory } from "../output/outputs.ts";
import { exitCodeOfVerdict } from "../output/output-problems.ts";
import { showResults, type Shown } from "../output/show-results.ts";
import { createProgress } from "../run/progress/progress.ts";
import { proseColumns, wrap } from "../terminal/fit.ts";
import { watchRuns } from "./watch-runs.ts";

export interface WatchShown extends Shown {
  readonly isProgressShown: boolean;
}

/** The exit code is that of the verdict. Without a directory, the newest run is watched. */
export async function watchStoredRun(directory: string | undefined, shown: WatchShown, cli: Cli): Promise<void> {
  const { terminal, interruption } = cli;
  const path = directory === undefined ? newestRun(runsDirectory(cli)) : resolve(cli.userDirectory, directory);
  const stored = new ExperimentDirectory(path);
  const progress = createProgress({ channel: terminal.err, isShown: shown.isProgressShown });
  try {
    const end = await watchRuns(stored, {
      observer: progress.observe,
      isAlive,
      now: () => performance.now(),
      sleep: async (milliseconds) => {
        await sleep(milliseconds, undefined, { signal: interruption.signal }).catch(() => undefined);
      },
      signal: interruption.signal,
    });
    progress.keep();
    if (end === "interrupted") cli.endWith(ExitCode.interrupted);
    else if (end === "gone") {
      const sentence = `The process of this run has ended without results. Derive them from its history with: ${commandLine("check", path)}`;
      for (const line of wrap(sentence, proseColumns(terminal.err))) terminal.err.line(line);
      cli.endWith(ExitCode.unknown);
    } else {
      const results = readResults(path);
      showResults(results, { runs: path }, shown, cli);
      cli.endWith(exitCodeOfVerdict(results.verdict));
    }
  } finally {
    progress.end();
  }
}

/** The names begin with the time. */
function newestRun(runs: string): string {
  let names: string[] = [];
  try {
    names = readdirSync(runs).toSorted();
  } catch {
    // Nothing was run yet.
  }
  const newest = names.findLast((name) => /^\d{4}-\d\d-\d\dT\d{6}-/.test(name));
  if (newest === undefined)
    throw new RunNotFoundError(`There is no run in ${runs}. Start one, or name the directory of a run.`);
  return join(runs, newest);
}

/** Signal 0 only asks whether the process exists. A process of another user counts as alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
