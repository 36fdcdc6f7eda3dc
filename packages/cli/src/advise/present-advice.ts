// The advice on the terminal, after the results of the trials, and at the beginning of their report.
import { renderPage } from "@fairhare/dashboard";
import { bullets, inline, markdownTable, renderMarkdown, renderReport } from "@fairhare/report";
import type { Results } from "@fairhare/results";
import { type Advice, adviceDocument, adviceSentences, adviceTable, advise } from "@fairhare/tuning";
import { RUN_REPORT } from "../output/report-directory.ts";
import type { RunPresentation } from "../run/run-plan.ts";
import { proseColumns, wrap } from "../terminal/fit.ts";
import { renderTable } from "../terminal/table.ts";
import type { Channel } from "../terminal/terminal.ts";

export const ADVICE: RunPresentation = {
  report: {
    ...RUN_REPORT,
    render: (results) => renderReport(results, adviceBlocks),
    renderMarkdown: (results) => renderMarkdown(results, adviceBlocks),
    renderPage: (results) => renderPage(results, adviceDocument(adviceOf(results))),
  },
  conclude: presentAdvice,
};

function adviceOf(results: Results): Advice {
  const { advice } = results.experiment;
  if (advice === undefined) throw new Error("the plan of an advice has a target");
  return advise(results, advice.target);
}

function adviceBlocks(results: Results): readonly string[] {
  const { sentences, table, reading } = adviceDocument(adviceOf(results));
  const [choice = "", ...costs] = sentences.map(inline);
  return ["## Advice", `**${choice}**`, ...bullets(costs), markdownTable(table), ...reading];
}

function presentAdvice(results: Results, out: Channel): void {
  const advice = adviceOf(results);
  out.line();
  out.line(renderTable(adviceTable(advice), proseColumns(out), out.style));
  const [choice = "", ...costs] = adviceSentences(advice);
  for (const line of wrap(choice, proseColumns(out))) out.line(out.style.strong(line));
  for (const sentence of costs) for (const line of wrap(sentence, proseColumns(out))) out.line(line);
}
