// Prints the differences of two stored results, and writes them as Markdown.
import { resolve } from "node:path";
import { ExitCode } from "@fairhare/core";
import type { OutputSettings } from "@fairhare/plan";
import {
  changeNotes,
  changesBetween,
  printableResults,
  regressionLines,
  renderChanges,
  thresholdLines,
} from "@fairhare/report";
import type { ThresholdResult } from "@fairhare/results";
import type { Cli } from "../cli.ts";
import { prepareExports, writeExports } from "../output/export-files.ts";
import { appendToSummary } from "../output/github-outputs.ts";
import { exitCodeWith, showProblems } from "../output/output-problems.ts";
import { textualCli } from "../output/outputs.ts";
import { proseColumns } from "../terminal/fit.ts";
import { evaluateAgainst } from "./compare-thresholds.ts";
import { changesText } from "./changes-text.ts";
import { readResults } from "@fairhare/store";

export interface Compared {
  readonly base: string;
  readonly head: string;
  readonly thresholds?: readonly string[];
  /** A relative threshold fails also where the miss may be chance. */
  readonly isStrict?: boolean;
  readonly exportMarkdown: string | null;
}

/** The verdicts of the runs were their own exit codes; this one is about the change alone. */
export async function compareStoredRuns(compared: Compared, invoked: Cli): Promise<void> {
  const { base, head, thresholds = [], isStrict = false, exportMarkdown } = compared;
  const exports = { ...NO_EXPORTS, markdown: exportMarkdown };
  const cli = textualCli(exports, invoked);
  const { out, err } = cli.terminal;
  const before = readResults(resolve(cli.userDirectory, base));
  const after = readResults(resolve(cli.userDirectory, head));
  const judged = evaluateAgainst(thresholds, { before, after, source: base, isStrict });
  const markdown = renderChanges(before, after, judged.results);
  const files = prepareExports(exports, cli.userDirectory).map((file) => ({ ...file, render: () => markdown }));
  const changes = changesBetween(printableResults(before), printableResults(after));
  out.line(changesText(changes, proseColumns(out), out.style));
  for (const note of [...changeNotes(changes), ...judged.warnings]) out.line(out.style.quiet(note));
  const worse = regressionLines(changes);
  for (const line of judged.results.length > 0 ? [] : worse) out.line(out.style.bad(`✗ ${line}`));
  for (const line of thresholdLines({ thresholds: [...judged.results], trials: after.trials }))
    out.line(line.startsWith("✓") ? out.style.good(line) : out.style.bad(line));
  const problems = await writeExports(files, after, invoked.terminal.out.document);
  appendToSummary(() => markdown, cli);
  showProblems(problems, null, err);
  cli.endWith(exitCodeWith(problems, judged.results.length > 0 ? codeOf(judged.results) : codeOfWorse(worse)));
}

const codeOfWorse = (worse: readonly string[]): ExitCode => (worse.length > 0 ? ExitCode.fail : ExitCode.pass);

/** A threshold that could not be judged is neither a pass nor a failure. */
function codeOf(thresholds: readonly ThresholdResult[]): ExitCode {
  if (thresholds.some(({ ok, actual }) => !ok && actual !== null)) return ExitCode.fail;
  return thresholds.every(({ ok }) => ok) ? ExitCode.pass : ExitCode.unknown;
}

const NO_EXPORTS: OutputSettings["exports"] = {
  json: null,
  markdown: null,
  csv: null,
  csvWorkers: null,
  csvQueues: null,
  csvIntervals: null,
  html: null,
  junit: null,
  benchmark: [],
  openmetrics: null,
};
