// Prints the differences of two stored results, and writes them as Markdown.
import { resolve } from "node:path";
import { ExitCode } from "@fairhare/core";
import { changeNotes, changeTable, printableResults, renderChanges } from "@fairhare/report";
import type { Cli } from "../cli.ts";
import { prepareExports, writeExports } from "../output/export-files.ts";
import { appendToSummary } from "../output/github-outputs.ts";
import { exitCodeWith, showProblems } from "../output/output-problems.ts";
import { renderTable } from "../terminal/table.ts";
import { readResults } from "./read-results.ts";

export interface Compared {
  readonly base: string;
  readonly head: string;
  readonly exportMarkdown: string | null;
}

/** The exit code is 0 whatever changed: the verdict of each run was the exit code of the run itself. */
export async function compareStoredRuns(compared: Compared, cli: Cli): Promise<void> {
  const { terminal, userDirectory } = cli;
  const [base, head] = [compared.base, compared.head].map((path) => readResults(resolve(userDirectory, path)));
  if (base === undefined || head === undefined) return;
  const files = prepareMarkdown(compared.exportMarkdown, userDirectory);
  const markdown = renderChanges(base, head);
  const { out, err } = terminal;
  const pair = [printableResults(base), printableResults(head)] as const;
  out.line(renderTable(changeTable(...pair), out.isTerminal ? out.columns() : Infinity, out.style));
  for (const note of changeNotes(...pair)) out.line(out.style.quiet(note));
  const problems = await writeExports(
    files.map((file) => ({ ...file, render: () => markdown })),
    head,
    out.document,
  );
  appendToSummary(() => markdown, cli);
  showProblems(problems, null, err);
  cli.endWith(exitCodeWith(problems, ExitCode.pass));
}

const prepareMarkdown = (markdown: string | null, directory: string): ReturnType<typeof prepareExports> =>
  prepareExports(
    { json: null, markdown, csv: null, csvWorkers: null, html: null, junit: null, benchmark: [], openmetrics: null },
    directory,
  );
