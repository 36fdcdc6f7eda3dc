// The changes between two results on the terminal: one table, or one for each trial where the terminal is too narrow.
import { type Change, type Changes, changeTable, trialChangeTable } from "@fairhare/report";
import stringWidth from "string-width";
import { fittedTables } from "../terminal/fitted-tables.ts";
import type { Style } from "../terminal/style.ts";
import { renderTable } from "../terminal/table.ts";

const ELSEWHERE = "--export-markdown writes them.";

export function changesText(changes: Changes, columns: number, style: Style): string {
  const whole = renderTable(changeTable(changes), Infinity, style);
  if (stringWidth(whole.split("\n", 1)[0] ?? "") <= columns) return whole;
  const trials = byTrial(changes.changes);
  const { texts, note } = fittedTables([...trials.values()].map(trialChangeTable), columns, style, ELSEWHERE);
  const tables = [...trials.keys()].map((label, index) => `${style.strong(label)}\n${texts[index] ?? ""}`);
  return [...tables, ...(note === null ? [] : [style.quiet(note)])].join("\n\n");
}

function byTrial(changes: readonly Change[]): Map<string, Change[]> {
  const trials = new Map<string, Change[]>();
  for (const change of changes) trials.set(change.label, [...(trials.get(change.label) ?? []), change]);
  return trials;
}
