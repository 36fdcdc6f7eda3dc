// Writes the report of a stored run, or of the results.json or find-rate.json of an earlier report, again.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { commandLine, ExitCode, FairhareError, messageOf, oneLine } from "@fairhare/core";
import { benchmarkFile, type OutputSettings } from "@fairhare/plan";
import type { Cli } from "../cli.ts";
import { prepareOutputs, textualCli, type WrittenOutputs, writeOutputs } from "../output/outputs.ts";
import { exitCodeWith, showProblems } from "../output/output-problems.ts";
import { RATES_FILE, RUN_REPORT, type RunReport } from "../output/report-directory.ts";
import type { Results } from "@fairhare/results";
import { readResults } from "@fairhare/store";

/** Each value is valid, but their combination is not. */
class ResultsUnreadableError extends FairhareError {
  readonly code = "HISTORY_UNREADABLE";
}

/** All texts of each flag; the last one counts. */
export interface ReportFlags {
  readonly out?: readonly string[];
  readonly exportJson?: readonly string[];
  readonly exportMarkdown?: readonly string[];
  readonly exportCsv?: readonly string[];
  readonly exportJunit?: readonly string[];
  readonly exportBenchmark?: readonly string[];
  readonly exportOpenmetrics?: readonly string[];
  readonly exportCsvWorkers?: readonly string[];
  readonly exportCsvQueues?: readonly string[];
  readonly exportCsvIntervals?: readonly string[];
  readonly exportHtml?: readonly string[];
}

export async function reportStoredRun(directory: string, flags: ReportFlags, invoked: Cli): Promise<void> {
  const exports = exportsOf(flags);
  const cli = textualCli(exports, invoked);
  const source = resolve(cli.userDirectory, directory);
  if (existsSync(join(source, RATES_FILE))) {
    const { reportStoredRates } = await import("./report-stored-rates.ts");
    await reportStoredRates(source, { directory: last(flags.out), exports }, cli, invoked);
    return;
  }
  const results = readResults(source);
  const outputs = prepareOutputs(
    { directory: last(flags.out), exports },
    { name: results.experiment.name, date: new Date(results.environment.startedAt) },
    cli,
    [],
    await reportOf(results),
  );
  let written: WrittenOutputs;
  try {
    written = await writeOutputs(outputs, results, invoked.terminal.out);
  } catch (cause) {
    throw new ResultsUnreadableError(
      `The results in ${source} cannot be reported: ${oneLine(messageOf(cause))}. Derive them again with: ${commandLine("check", source)}`,
      { cause },
    );
  }
  if (written.report !== undefined) cli.terminal.out.line(`Report: ${written.report}`);
  showProblems(written.problems, null, cli.terminal.err);
  cli.endWith(exitCodeWith(written.problems, ExitCode.pass));
}

/** The words of an advice are loaded only here, because most results have none. */
async function reportOf({ experiment }: Results): Promise<RunReport> {
  if (experiment.advice === undefined) return RUN_REPORT;
  const { ADVICE } = await import("../advise/present-advice.ts");
  return ADVICE.report;
}

const exportsOf = (flags: ReportFlags): OutputSettings["exports"] => ({
  json: last(flags.exportJson),
  markdown: last(flags.exportMarkdown),
  csv: last(flags.exportCsv),
  csvWorkers: last(flags.exportCsvWorkers),
  csvQueues: last(flags.exportCsvQueues),
  csvIntervals: last(flags.exportCsvIntervals),
  html: last(flags.exportHtml),
  junit: last(flags.exportJunit),
  benchmark: (flags.exportBenchmark ?? []).flatMap((text) => benchmarkFile.read(text) ?? []),
  openmetrics: last(flags.exportOpenmetrics),
});

const last = (texts: readonly string[] | undefined): string | null => texts?.at(-1) ?? null;
