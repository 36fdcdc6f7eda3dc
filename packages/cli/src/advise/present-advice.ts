// The advice on the terminal, after the results of the trials.
import type { Results } from "@fairhare/results";
import { adviceSentences, adviceTable, advise } from "@fairhare/tuning";
import { proseColumns, wrap } from "../terminal/fit.ts";
import { renderTable } from "../terminal/table.ts";
import type { Channel } from "../terminal/terminal.ts";

export function presentAdvice(results: Results, target: number, out: Channel): void {
  const advice = advise(results, target);
  out.line();
  out.line(renderTable(adviceTable(advice), out.columns(), out.style));
  const [choice = "", ...costs] = adviceSentences(advice);
  for (const line of wrap(choice, proseColumns(out))) out.line(out.style.strong(line));
  for (const sentence of costs) for (const line of wrap(sentence, proseColumns(out))) out.line(line);
}
