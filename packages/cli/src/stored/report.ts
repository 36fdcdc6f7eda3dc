// The report of a stored run or of an earlier report's results.json, written again.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Results, resultsSchema } from "@fairhare/checker";
import { ExitCode, FairhareError, messageOf } from "@fairhare/core";
import { checkExperiment, ExperimentDirectory } from "@fairhare/orchestrator";
import type { Cli } from "../cli.ts";
import { prepareExports, writeExports } from "../output/export-files.ts";
import { chosenDirectory, datedDirectory } from "../output/report-directory.ts";

class ResultsUnreadableError extends FairhareError {
  readonly code = "HISTORY_UNREADABLE";
}

/** All texts of each flag; the last one counts. */
export interface ReportFlags {
  readonly out?: readonly string[];
  readonly exportJson?: readonly string[];
  readonly exportMarkdown?: readonly string[];
  readonly exportCsv?: readonly string[];
}

export function report(directory: string, flags: ReportFlags, cli: Cli): void {
  const results = readResults(resolve(cli.userDirectory, directory));
  const out = last(flags.out);
  const place =
    out === null
      ? datedDirectory(cli.homeDirectory, results.experiment.name, new Date(results.environment.startedAt))
      : chosenDirectory(resolve(cli.userDirectory, out));
  const exports = prepareExports(
    { json: last(flags.exportJson), markdown: last(flags.exportMarkdown), csv: last(flags.exportCsv) },
    cli.userDirectory,
  );
  writeExports(exports, results);
  cli.terminal.out.line(`Report: ${place.write(results)}`);
  cli.endWith(ExitCode.pass);
}

const last = (texts: readonly string[] | undefined): string | null => texts?.at(-1) ?? null;

function readResults(directory: string): Results {
  const file = join(directory, "results.json");
  if (!existsSync(file)) return checkExperiment(new ExperimentDirectory(directory));
  try {
    return resultsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new ResultsUnreadableError(`${file} holds no results that this version can read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
