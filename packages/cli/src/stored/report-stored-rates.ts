// Writes the report of a search for the highest rate again, from its find-rate.json.
import { join } from "node:path";
import { ExitCode } from "@fairhare/core";
import { InvalidPlanError, type OptionKey, OPTIONS, type OutputSettings } from "@fairhare/plan";
import { readSealedJson } from "@fairhare/store";
import { type FindRateResults, findRateSchema } from "@fairhare/tuning";
import type { Cli } from "../cli.ts";
import { prepareRatesOutputs, writeRatesOutputs } from "../find-rate/rates-outputs.ts";
import { exitCodeWith, showProblems } from "../output/output-problems.ts";
import { RATES_FILE } from "../output/report-directory.ts";

/** @throws StoredFileInvalidError, StoredFileDamagedError */
function readRates(directory: string): FindRateResults {
  const path = join(directory, RATES_FILE);
  const file = { path, what: "the results of find-rate", schema: findRateSchema, mayLackSeal: true };
  const results = readSealedJson(file);
  if (results === undefined) throw new Error(`${path} was removed meanwhile`);
  return results;
}

interface Places {
  readonly directory: string | null;
  readonly exports: OutputSettings["exports"];
}

/** Exports with a row or a test per run: a search has no such rows. */
const OF_RUNS: Readonly<Partial<Record<keyof OutputSettings["exports"], OptionKey>>> = {
  markdown: "exportMarkdown",
  csv: "exportCsv",
  csvWorkers: "exportCsvWorkers",
  csvQueues: "exportCsvQueues",
  csvIntervals: "exportCsvIntervals",
  junit: "exportJunit",
  benchmark: "exportBenchmark",
  openmetrics: "exportOpenmetrics",
};

export async function reportStoredRates(
  source: string,
  { directory, exports }: Places,
  cli: Cli,
  invoked: Cli,
): Promise<void> {
  const results = readRates(source);
  const refused = Object.entries(OF_RUNS).filter(([name]) => {
    const given = exports[name as keyof typeof exports];
    return Array.isArray(given) ? given.length > 0 : given !== null;
  });
  if (refused.length > 0)
    throw new InvalidPlanError(
      refused.map(([, key]) => ({
        place: `--${OPTIONS[key].flag}`,
        message: "The report of find-rate has no such export. Use --export-html or --export-json.",
      })),
    );
  const places = { directory, exports, date: new Date(results.environment.startedAt) };
  const outputs = prepareRatesOutputs(places, cli);
  const { report, problems } = await writeRatesOutputs(outputs, results, invoked.terminal.out);
  if (report !== undefined) cli.terminal.out.line(`Report: ${report}`);
  showProblems(problems, null, cli.terminal.err);
  cli.endWith(exitCodeWith(problems, ExitCode.pass));
}
