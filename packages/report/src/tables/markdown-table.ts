// A table model as a GitHub table, padded so that it also reads well as plain text.
import { cell } from "../markdown.ts";
import type { Align, TableModel } from "./table.ts";

/** The columns of `markup` hold Markdown of our own; every other cell is text. */
export function markdownTable(
  table: TableModel,
  { markup = [] }: { readonly markup?: readonly number[] } = {},
): string {
  const lines = [table.head, ...table.rows].map((cells) =>
    cells.map((text, column) => (markup.includes(column) ? text : cell(text))),
  );
  const widths = table.head.map((_, column) => Math.max(3, ...lines.map((cells) => (cells[column] ?? "").length)));
  const alignOf = (column: number): Align => table.align[column] ?? "left";
  const row = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => pad(cells[column] ?? "", width, alignOf(column))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (alignOf(column) === "right" ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  const [head = [], ...body] = lines;
  return [row(head), rule, ...body.map(row)].join("\n");
}

const pad = (text: string, width: number, align: Align): string =>
  align === "right" ? text.padStart(width) : text.padEnd(width);
