// Where a report goes: `--out`, or the next free `reports/<date>-<name>`. Never over anybody else's files.
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CLAIMS_SCHEMA, type ClaimsResults, RESULTS_SCHEMA, type Results } from "@fairhare/checker";
import { messageOf } from "@fairhare/core";
import { renderClaims, renderReport } from "@fairhare/report";
import { renderJson } from "./export-files.ts";
import { OutputNotWritableError } from "./output-error.ts";

/** What a report directory holds beside its report, by the schema of it. */
const DATA_FILES: ReadonlyMap<string, string> = new Map([
  [RESULTS_SCHEMA, "results.json"],
  [CLAIMS_SCHEMA, "claims.json"],
]);

type Reported = Results | ClaimsResults;

export interface ReportPlace {
  /** Makes the directory, writes the report and its data; the directory's path. */
  write(results: Reported): string;
}

/** Checked now, written later. Throws OutputNotWritableError. */
export function chosenDirectory(path: string): ReportPlace {
  if (existsSync(path)) refuseForeignFiles(path);
  refuseUnwritable(path);
  return {
    write: (results) => {
      mkdirSync(path, { recursive: true });
      return writeReport(path, results);
    },
  };
}

/** `reports/2026-01-31-odd-even`, then `-2`, `-3`; the number is settled when it is written. */
export function datedDirectory(homeDirectory: string, name: string, date: Date): ReportPlace {
  const reports = resolve(homeDirectory, "reports");
  refuseUnwritable(reports);
  return {
    write: (results) => {
      mkdirSync(reports, { recursive: true });
      return writeReport(makeFree(join(reports, `${localDate(date)}-${name}`)), results);
    },
  };
}

/** To make a directory is atomic, so two runs that end together do not share one. */
function makeFree(path: string): string {
  for (let copy = 1; ; copy++) {
    const candidate = copy === 1 ? path : `${path}-${copy}`;
    try {
      mkdirSync(candidate);
      return candidate;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}

function writeReport(directory: string, results: Reported): string {
  const report = results.schema === CLAIMS_SCHEMA ? renderClaims(results) : renderReport(results);
  const files = [...report, { path: DATA_FILES.get(results.schema) ?? "", content: renderJson(results) }];
  for (const { path, content } of files) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return directory;
}

/** An earlier report may be replaced; a directory with anything else in it is somebody's. */
function refuseForeignFiles(path: string): void {
  if (!statSync(path).isDirectory()) throw new OutputNotWritableError(`--out ${path} is a file. Name a directory.`);
  if (readdirSync(path).length > 0 && !holdsReport(path))
    throw new OutputNotWritableError(
      `--out ${path} holds files that are no Fairhare report. Name a new directory, an empty one, or an earlier report to replace.`,
    );
}

const holdsReport = (path: string): boolean =>
  [...DATA_FILES].some(([schema, file]) => {
    try {
      const content: unknown = JSON.parse(readFileSync(join(path, file), "utf8"));
      return typeof content === "object" && content !== null && "schema" in content && content.schema === schema;
    } catch {
      return false;
    }
  });

/** The nearest directory above that exists has to let us in. */
function refuseUnwritable(path: string): void {
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    if (!statSync(existing).isDirectory()) throw new Error(`${existing} is a file`);
    accessSync(existing, constants.W_OK);
  } catch (error) {
    throw new OutputNotWritableError(
      `The report cannot be written to ${path}: ${messageOf(error)}. Name a directory with --out.`,
      {
        cause: error,
      },
    );
  }
}

/** As the user's calendar says, not UTC's. */
function localDate(date: Date): string {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
}
