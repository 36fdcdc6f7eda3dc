// `find-rate` on the terminal: the plan with its duration, a line for each trial, and the tables at the end.
import { counted, formatMs, formatNumber, formatPercent, oneLine } from "@fairhare/core";
import {
  cellName,
  cellSentence,
  curveTable,
  endSentence,
  expectedTrialSeconds,
  type FindRateResults,
  kneeTable,
  type MeasuredTrial,
  type RateTrial,
  searchSentence,
  spokenSeconds,
  trialsOfSearch,
} from "@fairhare/tuning";
import { proseColumns, wrap } from "../terminal/fit.ts";
import { fittedTables } from "../terminal/fitted-tables.ts";
import { renderTable } from "../terminal/table.ts";
import type { Channel } from "../terminal/terminal.ts";
import type { SearchPlan } from "./find-rate-plan.ts";

/** With more cells, the curves appear in the report only. */
const LISTED_CURVES = 4;

/** Before the search: what it looks for, and how long that takes. */
export function searchLines({ experiment, cells, budgetSeconds, search, guessedPerSecond }: SearchPlan): string[] {
  const conditions = experiment.thresholds.map(({ expression }) => expression);
  const trials = cells.map((cell, index) => trialsOfSearch(cell.search, guessedPerSecond[index] ?? cell.search.first));
  const seconds = cells.reduce((sum, cell, index) => sum + (trials[index] ?? 0) * expectedTrialSeconds(cell), 0);
  const total = trials.reduce((sum, count) => sum + count, 0);
  const looked =
    conditions.length === 0
      ? "the backlog does not grow"
      : `${conditions.join(" and ")} holds and the backlog does not grow`;
  return [
    `find-rate: the highest rate at which ${looked}, for ${counted(cells.length, "trial setting")}, within ${formatPercent(search.precision)}.`,
    `About ${counted(total, "trial")} of ${cells.map((cell) => cell.seconds).join(", ")} s: about ${spokenSeconds(seconds)}. Budget: ${spokenSeconds(budgetSeconds)}.`,
  ].map(oneLine);
}

/** `7. prefetch=1: 395/s held (p99 31.0 ms, backlog +0.1/s)`. */
export function trialLine(
  { number, cell, ratePerSecond }: RateTrial,
  { outcome, reasons, p99Ms }: MeasuredTrial,
  isNamed: boolean,
): string {
  const where = isNamed ? `${cell.trial.id}: ` : "";
  const why = reasons.map(({ sentence }) => sentence).join("; ");
  const detail = outcome === "held" ? `p99 ${formatMs(p99Ms)}` : why;
  return oneLine(`${number}. ${where}${formatNumber(ratePerSecond)}/s ${WORDS[outcome]} (${detail})`);
}

const WORDS: Readonly<Record<MeasuredTrial["outcome"], string>> = {
  held: "holds",
  failed: "does not hold",
  unknown: "has no verdict",
};

export function presentRates(results: FindRateResults, out: Channel): void {
  const columns = proseColumns(out);
  const { cells } = results;
  const listed = cells.length <= LISTED_CURVES ? cells : [];
  const { texts, note } = fittedTables(listed.map(curveTable), columns, out.style, "The report has them.");
  for (const [index, cell] of listed.entries()) {
    out.line(out.style.strong(cellName(cell)));
    if (cell.points.length > 0) out.line(texts[index]);
    out.line();
  }
  out.line(renderTable(kneeTable(results), columns, out.style));
  if (note !== null) for (const line of wrap(note, columns)) out.line(out.style.quiet(line));
  for (const sentence of [searchSentence(results), endSentence(results)])
    for (const line of wrap(sentence, proseColumns(out))) out.line(out.style.quiet(line));
}

/** The last lines, printed also with `--quiet`. */
export function presentVerdicts({ cells }: FindRateResults, out: Channel): void {
  for (const cell of cells) {
    const isGood = cell.end === "found" || cell.end === "everything-holds";
    const [mark, style] = isGood
      ? ["✓", out.style.good]
      : cell.end === "nothing-holds"
        ? ["✗", out.style.bad]
        : ["?", out.style.doubtful];
    const text = oneLine(`${mark} ${cells.length > 1 ? `${cellName(cell)}: ` : ""}${cellSentence(cell)}`);
    for (const line of wrap(text, proseColumns(out), { indent: "  " })) out.line(style(line));
  }
}
