// Renders a table for the terminal: boxed, in narrower forms until it fits the width, without the less important
// columns where it must be, else as a list of its rows.
import { printable } from "@fairhare/core";
import type { TableModel } from "@fairhare/report";
import Table from "cli-table3";
import stringWidth from "string-width";
import type { Style } from "./style.ts";

export interface FittedTable {
  /** No trailing newline. */
  readonly text: string;
  /** The heads of the columns that did not fit. */
  readonly hidden: readonly string[];
}

/** All columns. No trailing newline. */
export const renderTable = (model: TableModel, columns: number, style: Style): string =>
  fitTable({ ...model, ranks: [] }, columns, style).text;

/** Leaves out columns by their rank, the last ones first, before it swaps rows and columns. */
export function fitTable(foreign: TableModel, columns: number, style: Style): FittedTable {
  const model = withPrintableCells(foreign);
  for (const kept of narrower(model)) {
    for (const text of [kept, withHeads(kept, inTwoLines), withHeads(kept, inWords)].map((one) =>
      boxTable(one, style, 1),
    ))
      if (widthOf(text) <= columns) return { text, hidden: model.head.filter((head) => !kept.head.includes(head)) };
  }
  for (const text of [boxTable(flip(model), style, 1), boxTable(withHeads(model, inWords), style, 0)])
    if (widthOf(text) <= columns) return { text, hidden: [] };
  return { text: listRows(model, style), hidden: [] };
}

/** The whole table, then without one more column each time, down to the columns of rank 0 and 1. */
function narrower(model: TableModel): TableModel[] {
  const tables = [model];
  for (let table = withoutLast(model); table !== undefined; table = withoutLast(table)) tables.push(table);
  return tables;
}

/** Without the last one of the columns with the highest rank; undefined when all are important. */
function withoutLast(model: TableModel): TableModel | undefined {
  const { ranks = [] } = model;
  const highest = Math.max(0, ...ranks);
  if (highest < 2) return undefined;
  const least = ranks.lastIndexOf(highest);
  return pickColumns(
    model,
    ranks.flatMap((_, index) => (index === least ? [] : [index])),
  );
}

/** The columns with these indices, in their order. */
export function pickColumns({ head, align, rows, ranks = [] }: TableModel, indices: readonly number[]): TableModel {
  const pick = <T>(values: readonly T[]): T[] => indices.flatMap((index) => values.slice(index, index + 1));
  return { head: pick(head), align: pick(align), rows: rows.map(pick), ranks: pick(ranks) };
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
const withPrintableCells = (model: TableModel): TableModel => ({
  ...model,
  head: model.head.map(printable),
  rows: model.rows.map((row) => row.map(printable)),
});

const withHeads = (model: TableModel, wrap: (head: string) => string): TableModel => ({
  ...model,
  head: model.head.map(wrap),
});

const inWords = (head: string): string => head.replaceAll(" ", "\n");

/** Two lines of about the same length. */
function inTwoLines(head: string): string {
  const words = head.split(" ");
  const splits = words
    .slice(1)
    .map((_, index) => [words.slice(0, index + 1).join(" "), words.slice(index + 1).join(" ")]);
  return splits.toSorted((one, other) => widest(one) - widest(other))[0]?.join("\n") ?? head;
}

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

const widthOf = (text: string): number => widest(text.split("\n"));

const widest = (lines: readonly string[]): number => Math.max(...lines.map((line) => stringWidth(line)));
