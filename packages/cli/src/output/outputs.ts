// All outputs of a run: checked before the measurement, written after it as far as possible.
import { join, resolve } from "node:path";
import type { Results } from "@fairhare/results";
import type { OutputSettings } from "@fairhare/plan";
import type { Cli } from "../cli.ts";
import { type Channel, withTextOnError } from "../terminal/terminal.ts";
import { type ExportFile, isOutputTaken, prepareExports, writeExports } from "./export-files.ts";
import { OutputNotWritableError, problemsOf } from "./output-problems.ts";
import { whyNotWritable } from "./probe-directory.ts";
import {
  chosenDirectoryOf,
  datedDirectoryOf,
  type ReportPlace,
  RUN_REPORT,
  type RunReport,
} from "./report-directory.ts";

export interface Outputs {
  readonly report: ReportPlace<Results>;
  readonly exports: readonly ExportFile[];
}

type Surroundings = Pick<Cli, "homeDirectory" | "userDirectory">;

/** Checks report and exports. @throws OutputNotWritableError with all problems. */
export function prepareOutputs(
  { directory, exports }: Pick<OutputSettings, "directory" | "exports">,
  { name, date }: { readonly name: string; readonly date: Date },
  { homeDirectory, userDirectory }: Surroundings,
  more: readonly string[] = [],
  kind: RunReport = RUN_REPORT,
): Outputs {
  let report: ReportPlace<Results> | undefined;
  let files: readonly ExportFile[] = [];
  const problems = [
    ...problemsOf(() => {
      report =
        directory === null
          ? datedDirectoryOf(homeDirectory, name, date, kind)
          : chosenDirectoryOf(resolve(userDirectory, directory), kind);
    }),
    ...problemsOf(() => {
      files = prepareExports(exports, userDirectory, kind);
    }),
    ...more,
  ];
  if (report === undefined || problems.length > 0) throw new OutputNotWritableError(problems);
  return { report, exports: files };
}

/** With texts for people on standard error if an export goes to standard output. */
export const textualCli = (exports: OutputSettings["exports"], cli: Cli): Cli =>
  isOutputTaken(exports) ? { ...cli, terminal: withTextOnError(cli.terminal) } : cli;

/** The directory of the raw runs. */
export const runsDirectory = ({ homeDirectory }: Pick<Cli, "homeDirectory">): string => join(homeDirectory, ".runs");

/** The problems with the directory of the raw runs. */
export function runsProblems(cli: Pick<Cli, "homeDirectory">): string[] {
  const path = runsDirectory(cli);
  const why = whyNotWritable(path);
  return why === null
    ? []
    : [`The raw runs cannot be written to ${path}: ${why}. Run Fairhare in a directory that you may write to.`];
}

export interface WrittenOutputs {
  /** The directory of the report; undefined when it has no file of it. */
  readonly report: string | undefined;
  /** A sentence for each file that could not be written. */
  readonly problems: readonly string[];
}

export async function writeOutputs(
  { report, exports }: Outputs,
  results: Results,
  out: Pick<Channel, "document">,
): Promise<WrittenOutputs> {
  const failed = await writeExports(exports, results, out.document);
  const { directory, problems } = report.write(results);
  return { report: directory, problems: [...failed, ...problems] };
}
