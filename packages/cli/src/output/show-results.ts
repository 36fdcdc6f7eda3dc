// Prints results, and where their files are.
import { relative } from "node:path";
import type { Results } from "@fairhare/results";
import { printableResults } from "@fairhare/report";
import type { Cli } from "../cli.ts";
import { closingBlock, presentResults, type View } from "./present-results.ts";

export interface Places {
  readonly report?: string | undefined;
  readonly runs?: string | undefined;
}

export function showResults(foreign: Results, { report, runs }: Places, isQuiet: boolean, cli: Cli): void {
  const { out } = cli.terminal;
  // A line break in a name would be a line of its own, and could read like one of ours.
  const results = printableResults(foreign);
  // A file or a log has no edge.
  const view: View = { columns: out.isTerminal ? out.columns() : Infinity, style: out.style };
  if (isQuiet) {
    out.line(closingBlock(results, view));
    return;
  }
  for (const block of presentResults(results, view)) out.line(`\n${block}`);
  out.line();
  if (report !== undefined) out.line(`Report: ${shortPath(report, cli)}`);
  if (runs !== undefined) out.line(out.style.quiet(`Raw runs: ${shortPath(runs, cli)}`));
}

/** As the user would type it, unless that is longer. */
function shortPath(path: string, { userDirectory }: Pick<Cli, "userDirectory">): string {
  const nearby = relative(userDirectory, path);
  return nearby !== "" && nearby.length < path.length ? nearby : path;
}
