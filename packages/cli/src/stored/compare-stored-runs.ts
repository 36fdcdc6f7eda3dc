// Prints the differences of two stored results, and writes them as Markdown.
import { resolve } from "node:path";
import { ExitCode } from "@fairhare/core";
import type { OutputSettings } from "@fairhare/plan";
import { changeNotes, changeTable, printableResults, renderChanges } from "@fairhare/report";
import type { Cli } from "../cli.ts";
import { prepareExports, writeExports } from "../output/export-files.ts";
import { appendToSummary } from "../output/github-outputs.ts";
import { exitCodeWith, showProblems } from "../output/output-problems.ts";
import { textualCli } from "../output/outputs.ts";
import { proseColumns } from "../terminal/fit.ts";
import { renderTable } from "../terminal/table.ts";
import { readResults } from "./read-results.ts";

export interface Compared {
  readonly base: string;
  readonly head: string;
  readonly exportMarkdown: string | null;
}

/** The exit code is 0 whatever changed: the verdict of each run was the exit code of the run itself. */
export async function compareStoredRuns({ base, head, exportMarkdown }: Compared, invoked: Cli): Promise<void> {
  const exports = { ...NO_EXPORTS, markdown: exportMarkdown };
  const cli = textualCli(exports, invoked);
  const { out, err } = cli.terminal;
  const before = readResults(resolve(cli.userDirectory, base));
  const after = readResults(resolve(cli.userDirectory, head));
  const markdown = renderChanges(before, after);
  const files = prepareExports(exports, cli.userDirectory).map((file) => ({ ...file, render: () => markdown }));
  const pair = [printableResults(before), printableResults(after)] as const;
  out.line(renderTable(changeTable(...pair), proseColumns(out), out.style));
  for (const note of changeNotes(...pair)) out.line(out.style.quiet(note));
  const problems = await writeExports(files, after, invoked.terminal.out.document);
  appendToSummary(() => markdown, cli);
  showProblems(problems, null, err);
  cli.endWith(exitCodeWith(problems, ExitCode.pass));
}

const NO_EXPORTS: OutputSettings["exports"] = {
  json: null,
  markdown: null,
  csv: null,
  csvWorkers: null,
  html: null,
  junit: null,
  benchmark: [],
  openmetrics: null,
};
