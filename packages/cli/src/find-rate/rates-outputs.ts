// The outputs of a search: its report with the page, and the files of `--export-*`. Checked before the measurement, and written
// after it or again from find-rate.json.
import { resolve } from "node:path";
import { renderRatesPage } from "@fairhare/dashboard";
import type { OutputSettings } from "@fairhare/plan";
import { sealedJson } from "@fairhare/store";
import { type FindRateResults, ratesDocument, renderRates } from "@fairhare/tuning";
import type { Cli } from "../cli.ts";
import { type ExportFile, prepareFiles, writeExports } from "../output/export-files.ts";
import { OutputNotWritableError, problemsOf } from "../output/output-problems.ts";
import type { WrittenOutputs } from "../output/outputs.ts";
import {
  chosenDirectoryOf,
  datedDirectoryOf,
  RATES_FILE,
  type ReportKind,
  type ReportPlace,
} from "../output/report-directory.ts";
import type { Channel } from "../terminal/terminal.ts";

const page = (results: FindRateResults): string => renderRatesPage(ratesDocument(results));
const REPORT: ReportKind<FindRateResults> = { render: renderRates, dataFile: RATES_FILE, renderPage: page };

export interface RatesOutputs {
  readonly report: ReportPlace<FindRateResults>;
  readonly exports: readonly ExportFile<FindRateResults>[];
}

interface RatesPlaces {
  /** Null for a new directory under reports/. */
  readonly directory: string | null;
  readonly exports: Pick<OutputSettings["exports"], "json" | "html">;
  readonly date: Date;
}

/** `more`: problems with other outputs. @throws OutputNotWritableError with all problems. */
export function prepareRatesOutputs(
  { directory, exports: { json, html }, date }: RatesPlaces,
  { homeDirectory, userDirectory }: Pick<Cli, "homeDirectory" | "userDirectory">,
  more: readonly string[] = [],
): RatesOutputs {
  let report: ReportPlace<FindRateResults> | undefined;
  let exports: readonly ExportFile<FindRateResults>[] = [];
  const problems = [
    ...problemsOf(() => {
      report =
        directory === null
          ? datedDirectoryOf(homeDirectory, "find-rate", date, REPORT)
          : chosenDirectoryOf(resolve(userDirectory, directory), REPORT);
    }),
    ...problemsOf(() => {
      const requests = [["--export-json", json, sealedJson] as const, ["--export-html", html, page] as const];
      exports = prepareFiles<FindRateResults>(requests, userDirectory);
    }),
    ...more,
  ];
  if (report === undefined || problems.length > 0) throw new OutputNotWritableError(problems);
  return { report, exports };
}

export async function writeRatesOutputs(
  { report, exports }: RatesOutputs,
  results: FindRateResults,
  out: Pick<Channel, "document">,
): Promise<WrittenOutputs> {
  const failed = await writeExports(exports, results, out.document);
  const { directory, problems } = report.write(results);
  return { report: directory, problems: [...failed, ...problems] };
}
