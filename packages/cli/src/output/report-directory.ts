// The directory of a report: `--out`, or the next free `reports/<date>-<name>`. It never overwrites foreign files.
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { ClaimsResults } from "@fairhare/claims";
import { renderPage } from "@fairhare/dashboard";
import type { FindRateResults } from "@fairhare/tuning";
import type { TapResults } from "@fairhare/observe";
import { RESULTS_SCHEMA, type Results } from "@fairhare/results";
import { FairhareError, fileProblem } from "@fairhare/core";
import { makeDirectories, makeFreeDirectory, replaceFile, sealedJson, storedJson } from "@fairhare/store";
import { type ReportFiles, renderMarkdown, renderReport } from "@fairhare/report";
import { OutputNotWritableError } from "./output-problems.ts";
import { whyNotWritable } from "./probe-directory.ts";

/** A report of a run or of claims. `claims` passes its own kind, because that package loads the orchestrator. */
export interface ReportKind<R> {
  readonly render: (results: R) => ReportFiles;
  /** The name of the JSON file beside the report. */
  readonly dataFile: string;
  /** The same report as one HTML page, `report.html`. */
  readonly renderPage?: (results: R) => string;
}

/** The report of a run, also as files of their own. */
export interface RunReport extends ReportKind<Results> {
  readonly renderMarkdown: (results: Results) => string;
  readonly renderPage: (results: Results) => string;
}

export const RUN_REPORT: RunReport = {
  render: (results) => renderReport(results),
  dataFile: "results.json",
  renderMarkdown: (results) => renderMarkdown(results),
  renderPage: (results) => renderPage(results),
};

const CLAIMS_SCHEMA: ClaimsResults["schema"] = "fairhare.claims/1";
const TAP_SCHEMA: TapResults["schema"] = "fairhare.tap/1";
const FIND_RATE_SCHEMA: FindRateResults["schema"] = "fairhare.find-rate/1";
/** The results of a search for the highest rate. */
export const RATES_FILE = "find-rate.json";
/** By schema; identifies an earlier report. */
const DATA_FILES: ReadonlyMap<string, string> = new Map([
  [RESULTS_SCHEMA, RUN_REPORT.dataFile],
  [CLAIMS_SCHEMA, "claims.json"],
  [TAP_SCHEMA, "tap.json"],
  [FIND_RATE_SCHEMA, RATES_FILE],
]);

interface WrittenReport {
  /** Undefined when the directory could not be created, or no file could be written to it. */
  readonly directory: string | undefined;
  /** A sentence for each file that could not be written. */
  readonly problems: readonly string[];
}

export interface ReportPlace<R> {
  /** Creates the directory, and writes all files that can be written. */
  write(results: R): WrittenReport;
}

/** Checked now, written later. @throws OutputNotWritableError */
export function chosenDirectoryOf<R extends object>(path: string, kind: ReportKind<R>): ReportPlace<R> {
  refuseForeignFiles(path);
  refuseUnwritable(path, `--out ${path} cannot be written`, "Use another directory");
  return {
    write: (results) =>
      writeReport(results, kind, () => {
        makeDirectories(path);
        return path;
      }),
  };
}

/** `reports/2026-01-31-odd-even`, then `-2`, `-3`; the number is chosen at writing. */
export function datedDirectoryOf<R extends object>(
  homeDirectory: string,
  name: string,
  date: Date,
  kind: ReportKind<R>,
): ReportPlace<R> {
  const reports = resolve(homeDirectory, "reports");
  refuseUnwritable(reports, `The report cannot be written to ${reports}`, "Use --out to name another directory");
  return {
    write: (results) =>
      writeReport(results, kind, () => makeFreeDirectory(join(reports, `${localDate(date)}-${name}`))),
  };
}

function writeReport<R extends object>(results: R, kind: ReportKind<R>, open: () => string): WrittenReport {
  const { files, missing } = contentsOf(results, kind);
  let directory: string;
  try {
    directory = open();
  } catch (error) {
    return { directory: undefined, problems: [`The report could not be written: ${fileProblem(error)}.`] };
  }
  const problems = files.flatMap(({ path, content }) => {
    const file = join(directory, path);
    try {
      makeDirectories(dirname(file));
      replaceFile(file, content);
      return [];
    } catch (error) {
      return [`${file} could not be written: ${fileProblem(error)}.`];
    }
  });
  // On a full disk there is an empty directory, and no report.
  const isEmpty = problems.length === files.length;
  return { directory: isEmpty ? undefined : directory, problems: [...missing, ...problems] };
}

/** The other files do not depend on the page. */
function contentsOf<R extends object>(
  results: R,
  { render, dataFile, renderPage: page }: ReportKind<R>,
): { files: ReportFiles; missing: readonly string[] } {
  const files = [...render(results), { path: dataFile, content: sealedJson(results) }];
  if (page === undefined) return { files, missing: [] };
  try {
    return { files: [...files, { path: "report.html", content: page(results) }], missing: [] };
  } catch (error) {
    if (!(error instanceof FairhareError)) throw error;
    return { files, missing: [`report.html could not be written: ${error.message}`] };
  }
}

/** Only an empty directory or an earlier report may be replaced. */
function refuseForeignFiles(path: string): void {
  let names: string[];
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
      if (existsSync(path)) throw new OutputNotWritableError([`--out ${path} is a file. Use a directory.`]);
      return;
    }
    names = readdirSync(path);
  } catch (error) {
    if (error instanceof OutputNotWritableError) throw error;
    throw new OutputNotWritableError([`--out ${path} cannot be read: ${fileProblem(error)}. Use another directory.`]);
  }
  if (names.length > 0 && !holdsReport(path))
    throw new OutputNotWritableError([
      `--out ${path} contains files that are not a Fairhare report. Use a new or empty directory, or an earlier report to replace.`,
    ]);
}

const holdsReport = (path: string): boolean =>
  [...DATA_FILES].some(([schema, file]) => {
    const content = storedJson(join(path, file));
    return typeof content === "object" && content !== null && "schema" in content && content.schema === schema;
  });

function refuseUnwritable(path: string, sentence: string, advice: string): void {
  const why = whyNotWritable(path);
  if (why !== null) throw new OutputNotWritableError([`${sentence}: ${why}. ${advice}.`]);
}

/** In local time. */
function localDate(date: Date): string {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
}
