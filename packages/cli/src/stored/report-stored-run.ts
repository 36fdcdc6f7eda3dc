// The report of a stored run or of an earlier report's results.json, written again.
import { resolve } from "node:path";
import { ExitCode, FairhareError, messageOf, oneLine } from "@fairhare/core";
import type { Cli } from "../cli.ts";
import { prepareOutputs, type WrittenOutputs, writeOutputs } from "../output/outputs.ts";
import { exitCodeWith, showProblems } from "../output/output-problems.ts";
import { readResults } from "./read-results.ts";

/** The values have the right types and make no sense together. */
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

export async function reportStoredRun(directory: string, flags: ReportFlags, cli: Cli): Promise<void> {
  const source = resolve(cli.userDirectory, directory);
  const results = readResults(source);
  const outputs = prepareOutputs(
    {
      directory: last(flags.out),
      exports: { json: last(flags.exportJson), markdown: last(flags.exportMarkdown), csv: last(flags.exportCsv) },
    },
    { name: results.experiment.name, date: new Date(results.environment.startedAt) },
    cli,
  );
  let written: WrittenOutputs;
  try {
    written = await writeOutputs(outputs, results);
  } catch (cause) {
    throw new ResultsUnreadableError(
      `The results in ${source} cannot be put into a report: ${oneLine(messageOf(cause))}. Make them again with: npm run bench -- check ${source}`,
      { cause },
    );
  }
  if (written.report !== undefined) cli.terminal.out.line(`Report: ${written.report}`);
  showProblems(written.problems, null, cli.terminal.err);
  cli.endWith(exitCodeWith(written.problems, ExitCode.pass));
}

const last = (texts: readonly string[] | undefined): string | null => texts?.at(-1) ?? null;
