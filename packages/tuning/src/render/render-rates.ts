// A search as a Markdown report with a picture of each curve.
import {
  bullets,
  drawRateCurve,
  fenced,
  inline,
  joinBlocks,
  markdownTable,
  type ReportFile,
  type ReportFiles,
} from "@fairhare/report";
import type { FindRateResults } from "../rates/rate-results.ts";
import { ratesDocument, type RatesDocument } from "./rates-document.ts";

export function renderRates(results: FindRateResults): ReportFiles {
  const { title, about, ended, conditions, knees, cells, reading, environment, command } = ratesDocument(results);
  const pictures: ReportFile[] = [];
  const sections = cells.flatMap((cell) => cellSection(cell, pictures));
  const content = joinBlocks([
    `# ${title}`,
    ...bullets(cells.map(({ name, sentence }) => `**${inline(name)}** — ${inline(sentence)}`)),
    ended,
    inline(conditions),
    inline(`${about}.`),
    markdownTable(knees),
    ...sections,
    "## How to read this",
    ...reading,
    "## Environment",
    markdownTable(environment),
    "## Run it again",
    fenced("sh", command),
  ]);
  return [{ path: "report.md", content }, ...pictures];
}

function cellSection(cell: RatesDocument["cells"][number], pictures: ReportFile[]): string[] {
  const { id, name, sentence, certainty, points, heldPerSecond, failedPerSecond, curve } = cell;
  const picture = drawRateCurve({ name, points, heldPerSecond, failedPerSecond });
  const path = `pictures/${id.replace(/^trial-/, "")}-rates.svg`;
  if (picture !== null) pictures.push({ path, content: picture.svg });
  return [
    `## ${inline(name)}`,
    inline(sentence),
    certainty,
    ...(picture === null ? [] : [`![${inline(picture.alt.replaceAll(/[[\]]/g, ""))}](${path})`]),
    markdownTable(curve),
  ];
}
