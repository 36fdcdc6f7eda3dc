// A report's table on a terminal: boxed where it fits, a list of its rows where it does not.
import type { TableModel } from "@fairhare/report";
import Table from "cli-table3";
import type { Style } from "./style.ts";

/** No trailing newline. */
export function renderTable(model: TableModel, columns: number, style: Style): string {
  const boxed = boxTable(model, style);
  const width = Math.max(...boxed.split("\n").map((line) => visibleLength(line)));
  return width <= columns ? boxed : listRows(model, style);
}

function boxTable({ head, align, rows }: TableModel, style: Style): string {
  const table = new Table({
    head: head.map((text) => style.strong(text)),
    colAligns: [...align],
    // Its own colours know neither NO_COLOR nor pipes.
    style: { head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** `name  value` lines, a paragraph a row: readable down to twenty columns. */
function listRows({ head, rows }: TableModel, style: Style): string {
  const width = Math.max(...head.map((text) => text.length));
  return rows
    .map((row) => row.map((cell, index) => `${style.quiet((head[index] ?? "").padEnd(width))}  ${cell}`).join("\n"))
    .join("\n\n");
}

/** Without escape sequences; every character that we print is one column wide. */
export const visibleLength = (text: string): number => stripEscapes(text).length;

// oxlint-disable-next-line no-control-regex -- escape sequences begin with the control character itself
export const stripEscapes = (text: string): string => text.replaceAll(/\u001b\[[\d;]*m/g, "");
