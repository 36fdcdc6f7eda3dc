// The advice on the terminal, after the results of the trials, and at the beginning of their report.
import { renderPage } from "@fairhare/dashboard";
import { bullets, inline, markdownTable, renderMarkdown, renderReport } from "@fairhare/report";
import type { Results } from "@fairhare/results";
import { adviceDocument, adviceSentences, adviceTable, advise } from "@fairhare/tuning";
import { RUN_REPORT } from "../output/report-directory.ts";
import type { RunPresentation } from "../run/run-plan.ts";
import { proseColumns, wrap } from "../terminal/fit.ts";
import { renderTable } from "../terminal/table.ts";
import type { Channel } from "../terminal/terminal.ts";

/** `target`: the share of busy time, 0 to 1. */
export function advicePresentation(target: number): RunPresentation {
  const opening = (results: Results): readonly string[] => adviceBlocks(results, target);
  return {
    report: {
      ...RUN_REPORT,
      render: (results) => renderReport(results, opening),
      renderMarkdown: (results) => renderMarkdown(results, opening),
      renderPage: (results) => renderPage(results, adviceDocument(advise(results, target))),
    },
    conclude: (results, out) => presentAdvice(results, target, out),
  };
}

function adviceBlocks(results: Results, target: number): readonly string[] {
  const { sentences, table, reading } = adviceDocument(advise(results, target));
  const [choice = "", ...costs] = sentences.map(inline);
  return ["## Advice", `**${choice}**`, ...bullets(costs), markdownTable(table), ...reading];
}

function presentAdvice(results: Results, target: number, out: Channel): void {
  const advice = advise(results, target);
  out.line();
  out.line(renderTable(adviceTable(advice), out.columns(), out.style));
  const [choice = "", ...costs] = adviceSentences(advice);
  for (const line of wrap(choice, proseColumns(out))) out.line(out.style.strong(line));
  for (const sentence of costs) for (const line of wrap(sentence, proseColumns(out))) out.line(line);
}
