// Prints results and the paths of their files.
import { relative } from "node:path";
import type { Results } from "@fairhare/results";
import type { TableChoice } from "@fairhare/plan";
import { printableResults } from "@fairhare/report";
import type { Cli } from "../cli.ts";
import { proseColumns } from "../terminal/fit.ts";
import { closingBlock, presentResults, type View } from "./present-results.ts";

export interface Places {
  readonly report?: string | undefined;
  readonly runs?: string | undefined;
}

/** How much is printed. */
export interface Shown {
  readonly isQuiet: boolean;
  readonly table: TableChoice;
}

/** The verdict comes last: it is what a reader of a full screen sees. */
export function showResults(foreign: Results, { report, runs }: Places, { isQuiet, table }: Shown, cli: Cli): void {
  const { out } = cli.terminal;
  // A line break in a name could imitate a line of this output.
  const results = printableResults(foreign);
  // Files and logs have no width.
  const view: View = { columns: proseColumns(out), style: out.style, table };
  if (!isQuiet) {
    for (const block of presentResults(results, view)) out.line(`\n${block}`);
    out.line();
    if (report !== undefined) out.line(`Report: ${shortPath(report, cli)}`);
    if (runs !== undefined) out.line(out.style.quiet(`Raw runs: ${shortPath(runs, cli)}`));
    if (report !== undefined || runs !== undefined) out.line();
  }
  out.line(closingBlock(results, view));
}

/** Relative to the directory of the user, if that is shorter. */
function shortPath(path: string, { userDirectory }: Pick<Cli, "userDirectory">): string {
  const nearby = relative(userDirectory, path);
  return nearby !== "" && nearby.length < path.length ? nearby : path;
}
