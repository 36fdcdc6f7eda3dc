// A search as a Markdown report with a picture of each curve.
import {
  bullets,
  drawRateCurve,
  environmentTable,
  fenced,
  inline,
  joinBlocks,
  markdownTable,
  type ReportFile,
  type ReportFiles,
  slug,
} from "@fairhare/report";
import type { FindRateResults, RateCell } from "../rates/rate-results.ts";
import { curveTable, kneeTable } from "./rate-tables.ts";
import { cellName, cellSentence, endSentence, searchSentence } from "./rate-words.ts";

export function renderRates(results: FindRateResults): ReportFiles {
  const pictures: ReportFile[] = [];
  const sections = results.cells.flatMap((cell) => cellSection(cell, pictures));
  const content = joinBlocks([
    "# The highest rate that holds",
    ...bullets(results.cells.map((cell) => `**${inline(cellName(cell))}** — ${inline(cellSentence(cell))}`)),
    endSentence(results),
    inline(searchSentence(results)),
    markdownTable(kneeTable(results)),
    ...sections,
    "## How to read this",
    "The search doubles the rate until a trial fails, then it bisects. It repeats the trials at both ends of the interval until the majority is settled. The highest rate is between the highest rate that held and the lowest that failed.",
    "The growth of the backlog is publishes minus completions per second, over the last three quarters of the publishing. Latency counts from the intended publish, so a growing backlog raises it during the whole trial.",
    "## Environment",
    markdownTable(environmentTable(results)),
    "## Run it again",
    fenced("sh", results.environment.command),
  ]);
  return [{ path: "report.md", content }, ...pictures];
}

function cellSection(cell: RateCell, pictures: ReportFile[]): string[] {
  const name = cellName(cell);
  const picture = drawRateCurve({
    name,
    points: cell.points.map((point) => ({ ...point, isHeld: point.held > point.failed })),
    heldPerSecond: cell.highestHeldPerSecond,
    failedPerSecond: cell.lowestFailedPerSecond,
  });
  const path = `pictures/${slug(cell.id)}-rates.svg`;
  if (picture !== null) pictures.push({ path, content: picture.svg });
  return [
    `## ${inline(name)}`,
    inline(cellSentence(cell)),
    ...(picture === null ? [] : [`![${inline(picture.alt.replaceAll(/[[\]]/g, ""))}](${path})`]),
    markdownTable(curveTable(cell)),
  ];
}
