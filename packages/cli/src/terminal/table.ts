// Renders a table for the terminal: boxed, in narrower forms until it fits the width, else as a list of its rows.
import { printable } from "@fairhare/core";
import type { TableModel } from "@fairhare/report";
import Table from "cli-table3";
import stringWidth from "string-width";
import type { Style } from "./style.ts";

/** No trailing newline. */
export function renderTable(foreign: TableModel, columns: number, style: Style): string {
  const model = withPrintableCells(foreign);
  const forms = [
    () => boxTable(model, style, 1),
    () => boxTable(withWrappedHead(model), style, 1),
    () => boxTable(flip(model), style, 1),
    () => boxTable(withWrappedHead(model), style, 0),
  ];
  for (const form of forms) {
    const text = form();
    if (widthOf(text) <= columns) return text;
  }
  return listRows(model, style);
}

function boxTable({ head, align, rows }: TableModel, style: Style, padding: 0 | 1): string {
  const table = new Table({
    head: head.map((text) => text.split("\n").map(style.strong).join("\n")),
    colAligns: [...align],
    // The colours of cli-table3 ignore NO_COLOR and pipes.
    style: { head: [], border: [], compact: true, "padding-left": padding, "padding-right": padding },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** Escapes control characters before the column widths are computed. */
const withPrintableCells = ({ head, align, rows }: TableModel): TableModel => ({
  head: head.map(printable),
  align,
  rows: rows.map((row) => row.map(printable)),
});

const withWrappedHead = (model: TableModel): TableModel => ({
  ...model,
  head: model.head.map((text) => text.replaceAll(" ", "\n")),
});

/** Swaps rows and columns, for few rows with many columns. */
function flip({ head, rows }: TableModel): TableModel {
  const [corner = "", ...names] = head;
  return {
    head: [corner, ...rows.map(([first = ""]) => first)],
    align: ["left", ...rows.map(() => "right" as const)],
    rows: names.map((name, index) => [name, ...rows.map((row) => row[index + 1] ?? "")]),
  };
}

/** `name  value` lines, one paragraph per row, for terminals of at least 20 columns. */
function listRows({ head, rows }: TableModel, style: Style): string {
  const width = Math.max(...head.map((text) => stringWidth(text)));
  return rows
    .map((row) => row.map((cell, index) => `${style.quiet((head[index] ?? "").padEnd(width))}  ${cell}`).join("\n"))
    .join("\n\n");
}

const widthOf = (text: string): number => Math.max(...text.split("\n").map((line) => stringWidth(line)));
