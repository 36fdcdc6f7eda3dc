// Renders results for the terminal: a table of the workers per trial, the comparison, thresholds and verdict.
import type { Results, TrialResult } from "@fairhare/results";
import { assertNever } from "@fairhare/core";
import {
  comparisonNote,
  comparisonTable,
  costSentence,
  findingLines,
  LOSS_MATRIX_TITLE,
  lossMatrix,
  missingRunsPhrase,
  thresholdLines,
  typicalRun,
  verdictSentence,
  workerTable,
} from "@fairhare/report";
import type { Style } from "../terminal/style.ts";
import { renderTable } from "../terminal/table.ts";

/** With more trials, the tables of workers appear in the report only. */
const TRIALS_WITH_WORKERS = 6;
/** Rows of a table of workers. */
const LISTED_WORKERS = 24;
/** More findings than this hide the verdict. */
const LISTED_FINDINGS = 6;

export interface View {
  readonly columns: number;
  readonly style: Style;
}

/** Blocks of text, to be separated by blank lines. */
export function presentResults(results: Results, view: View): string[] {
  const { trials } = results;
  const workers =
    trials.length <= TRIALS_WITH_WORKERS ? trials.flatMap((trial) => workerBlock(trial, view, trials.length > 1)) : [];
  const comparison = trials.length > 1 ? comparisonBlock(results, view) : [];
  return [...workers, ...comparison, ...findingBlock(results, view), closingBlock(results, view)];
}

/** The only block printed with `--quiet`. */
export function closingBlock(results: Results, { style }: View): string {
  const lines = [
    ...thresholdLines(results).map((line) => (line.startsWith("✓") ? style.good(line) : style.bad(line))),
    ...results.trials.map((trial) => verdictSentence(trial)),
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

function workerBlock(trial: TrialResult, { columns, style }: View, isNamed: boolean): string[] {
  const run = typicalRun(trial);
  if (run === undefined) return [];
  const shown = { ...run, workers: run.workers.slice(0, LISTED_WORKERS) };
  const hidden = run.workers.length - shown.workers.length;
  const heading = [
    ...(isNamed ? [style.strong(trial.id)] : []),
    ...(trial.runs.length > 1 ? [style.quiet(`run ${run.run} of ${trial.runs.length}, median by makespan`)] : []),
  ];
  return [
    [
      ...(heading.length > 0 ? [heading.join("  ")] : []),
      renderTable(workerTable(shown, trial), columns, style),
      ...(hidden > 0 ? [style.quiet(`… and ${hidden} more workers, see the report.`)] : []),
      style.quiet(costSentence(trial)),
    ].join("\n"),
  ];
}

function comparisonBlock(results: Results, { columns, style }: View): string[] {
  const note = comparisonNote(results);
  const losses = lossMatrix(results);
  return [
    [
      style.strong("All trials"),
      renderTable(comparisonTable(results), columns, style),
      ...(note === null ? [] : [style.quiet(note)]),
    ].join("\n"),
    ...(losses === null ? [] : [[style.strong(LOSS_MATRIX_TITLE), renderTable(losses, columns, style)].join("\n")]),
  ];
}

/** Errors and warnings as the report has them; what to do stands in the report. */
function findingBlock(results: Results, { style }: View): string[] {
  const lines = findingLines(results).map(({ severity, where, sentence }) => {
    const line = `${severity === "info" ? "i" : "!"} ${where === "" ? "" : `${where}: `}${sentence}`;
    return severity === "info" ? style.quiet(line) : style.doubtful(line);
  });
  const hidden = lines.length - LISTED_FINDINGS;
  const rest = hidden > 0 ? [style.quiet(`… and ${hidden} more findings; see the report.`)] : [];
  return lines.length === 0 ? [] : [[...lines.slice(0, LISTED_FINDINGS), ...rest].join("\n")];
}
