// Renders results for the terminal: a table of the workers per trial, the comparison, findings, thresholds and verdict.
import type { Results, RunResult, TrialResult } from "@fairhare/results";
import { assertNever } from "@fairhare/core";
import type { TableChoice } from "@fairhare/plan";
import {
  comparisonNote,
  comparisonTable,
  costSentence,
  findingLines,
  fleetTables,
  isLargeFleet,
  faultComparison,
  missingRunsPhrase,
  queueSentence,
  queueTable,
  thresholdLines,
  typicalRun,
  verdictSentence,
  workerTable,
} from "@fairhare/report";
import { wrap } from "../terminal/fit.ts";
import type { Style } from "../terminal/style.ts";
import { ChosenTables } from "./chosen-table.ts";

/** With more trials, the tables of workers appear in the report only. */
const TRIALS_WITH_WORKERS = 6;
/** Rows of a table of workers. */
const LISTED_WORKERS = 24;
/** More findings than this hide the verdict. */
const LISTED_FINDINGS = 6;

export interface View {
  readonly columns: number;
  readonly style: Style;
  readonly table: TableChoice;
}

/** Blocks of text before the closing block, to be separated by blank lines. */
export function presentResults(results: Results, view: View): string[] {
  const { trials } = results;
  const tables = new ChosenTables(view.table, view.columns, view.style);
  const workers =
    trials.length <= TRIALS_WITH_WORKERS
      ? trials.flatMap((trial) => workerBlock(trial, view, tables, trials.length > 1))
      : [];
  const comparison = trials.length > 1 ? comparisonBlocks(results, view, tables) : [];
  const note = tables.note === null ? [] : [prose(tables.note, view, view.style.quiet)];
  return [...workers, ...comparison, ...note, ...findingBlock(results, view)];
}

/** Thresholds and verdict: the last block, and the only one printed with `--quiet`. */
export function closingBlock(results: Results, view: View): string {
  const { style } = view;
  const lines = [
    ...thresholdLines(results).map((line) => prose(line, view, line.startsWith("✓") ? style.good : style.bad, "  ")),
    ...results.trials.map((trial) => prose(verdictSentence(trial), view, plain, "  ")),
    verdictLine(results, style),
  ];
  return lines.join("\n");
}

function verdictLine({ verdict, trials }: Results, style: Style): string {
  const missing = missingRunsPhrase(trials);
  const reason = missing === null ? "" : `: ${missing}`;
  switch (verdict) {
    case "pass":
      return style.good("✓ pass");
    case "fail":
      return style.bad(`✗ fail${reason}`);
    case "unknown":
      return style.doubtful(`? unknown${reason}`);
    default:
      return assertNever(verdict);
  }
}

function workerBlock(trial: TrialResult, view: View, tables: ChosenTables, isNamed: boolean): string[] {
  const { style } = view;
  const run = typicalRun(trial);
  if (run === undefined) return [];
  const queues = queueTable(run);
  const heading = [
    ...(isNamed ? [style.strong(trial.id)] : []),
    ...(trial.runs.length > 1 ? [style.quiet(`run ${run.run} of ${trial.runs.length}, median by makespan`)] : []),
  ];
  return [
    [
      ...(heading.length > 0 ? [heading.join("  ")] : []),
      ...workerRows(trial, run, view, tables),
      ...(queues === null ? [] : [tables.render(queues), prose(queueSentence(run) ?? "", view, style.quiet)]),
      prose(costSentence(trial), view, style.quiet),
    ].join("\n"),
  ];
}

function workerRows(trial: TrialResult, run: RunResult, view: View, tables: ChosenTables): string[] {
  if (isLargeFleet(run))
    return fleetTables(run, trial).flatMap(({ title, table }) => [
      prose(title, view, view.style.quiet),
      tables.render(table),
    ]);
  if (run.workers.length === 0) return [];
  const shown = { ...run, workers: run.workers.slice(0, LISTED_WORKERS) };
  const hidden = run.workers.length - shown.workers.length;
  const more = view.style.quiet(`… and ${hidden} more workers, see the report.`);
  return [tables.render(workerTable(shown, trial)), ...(hidden > 0 ? [more] : [])];
}

function comparisonBlocks(results: Results, view: View, tables: ChosenTables): string[] {
  const { style } = view;
  const note = comparisonNote(results);
  const faults = faultComparison(results);
  return [
    [
      style.strong("All trials"),
      tables.render(comparisonTable(results)),
      ...(note === null ? [] : [prose(note, view, style.quiet)]),
    ].join("\n"),
    ...(faults === null ? [] : [[style.strong(faults.title), tables.render(faults.table)].join("\n")]),
  ];
}

/** Errors and warnings as the report has them; what to do stands in the report. */
function findingBlock(results: Results, view: View): string[] {
  const { style } = view;
  const lines = findingLines(results).map(({ severity, where, sentence }) => {
    const isInfo = severity === "info";
    const text = `${isInfo ? "i" : "!"} ${where === "" ? "" : `${where}: `}${sentence}`;
    return prose(text, view, isInfo ? style.quiet : style.doubtful, "  ");
  });
  const hidden = lines.length - LISTED_FINDINGS;
  const rest = hidden > 0 ? [style.quiet(`… and ${hidden} more findings; see the report.`)] : [];
  return lines.length === 0 ? [] : [[...lines.slice(0, LISTED_FINDINGS), ...rest].join("\n")];
}

const plain = (text: string): string => text;

/** Wrapped between words; all lines but the first begin with `indent`. Each line has its own style, for pagers. */
const prose = (text: string, { columns }: View, style: (line: string) => string, indent = ""): string =>
  wrap(text, columns, { indent }).map(style).join("\n");
