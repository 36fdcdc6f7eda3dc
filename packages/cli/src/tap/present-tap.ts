// The results of the tap on the terminal: tables, findings, thresholds.
import { consumerTable, measuredWords, publisherTable, type TapResults, tapSentence } from "@fairhare/observe";
import { proseColumns, wrap } from "../terminal/fit.ts";
import { fittedTables } from "../terminal/fitted-tables.ts";
import type { Channel } from "../terminal/terminal.ts";

/** Rows of a table; the report has the others. */
const LISTED = 24;

export function presentTap(results: TapResults, out: Channel): void {
  const { consumers, publishers } = results;
  const models = [
    ...(consumers.length > 0 ? [consumerTable(consumers.slice(0, LISTED))] : []),
    ...(publishers.length > 0 ? [publisherTable(publishers.slice(0, LISTED))] : []),
  ];
  const { texts, note } = fittedTables(models, proseColumns(out), out.style, "The report has them.");
  for (const text of texts) out.line(text);
  if (note !== null) print(note, out);
  print(tapSentence(results), out);
  for (const [index, { severity }] of results.findings.entries()) {
    const mark = severity === "warning" ? out.style.doubtful("!") : out.style.quiet("i");
    print(`${mark} ${results.warnings[index] ?? ""}`, out);
  }
}

/** The last lines, printed also with `--quiet`. */
export function presentThresholds({ thresholds }: TapResults, out: Channel): void {
  for (const { expression, ok, actual } of thresholds) {
    const line = `${ok ? "✓" : "✗"} ${expression} (${measuredWords(actual)})`;
    out.line(ok ? out.style.good(line) : out.style.bad(line));
  }
}

const print = (sentence: string, out: Channel): void => {
  for (const line of wrap(sentence, proseColumns(out), { indent: "  " })) out.line(line);
};
