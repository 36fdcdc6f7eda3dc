// A table model as a GitHub table, padded so that it also reads well as plain text.
import type { Align, TableModel } from "./table.ts";

export function markdownTable(table: TableModel): string {
  const lines = [table.head, ...table.rows].map((cells) => cells.map(escapeCell));
  const widths = table.head.map((_, column) => Math.max(3, ...lines.map((cells) => (cells[column] ?? "").length)));
  const alignOf = (column: number): Align => table.align[column] ?? "left";
  const row = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => pad(cells[column] ?? "", width, alignOf(column))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (alignOf(column) === "right" ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  const [head = [], ...body] = lines;
  return [row(head), rule, ...body.map(row)].join("\n");
}

/** A pipe would end the cell, a line break the row. */
const escapeCell = (cell: string): string => cell.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");

const pad = (cell: string, width: number, align: Align): string =>
  align === "right" ? cell.padStart(width) : cell.padEnd(width);
