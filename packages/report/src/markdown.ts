// Text and tables as Markdown. Text from elsewhere (names, error messages) is escaped, so that it is shown literally;
// sentences of this package pass unchanged except for the text that they quote.
import { oneLine, printable } from "@fairhare/core";
import stringWidth from "string-width";
import type { Align, TableModel } from "./tables/table.ts";

/**
 * For a paragraph, a heading or a list item: one line, without HTML, links, emphasis, code or escapes. Characters that
 * mean nothing alone stay: `<` and `&` before no name, brackets without a target.
 */
export const inline = (text: string): string =>
  oneLine(text)
    .replaceAll(/[\\`*]/g, String.raw`\$&`)
    .replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, String.raw`\_`)
    .replaceAll("~~", String.raw`\~\~`)
    .replaceAll(/\](?=[([:])/g, String.raw`\]`)
    .replaceAll(/&(?=#?\w+;)/g, "&amp;")
    .replaceAll(/<(?=[A-Za-z/!?])/g, "&lt;")
    // These start a heading, a quotation or a list only at the beginning of the text.
    .replace(/^(?:[#>]|[-+](?=\s))/, String.raw`\$&`)
    .replace(/^(\d+)([.)])(?=\s)/, String.raw`$1\$2`);

/** For a cell of a table: a `|` would end it. */
const cell = (text: string): string => inline(text).replaceAll("|", String.raw`\|`);

/** A block of code; its fence is longer than any fence in the text. */
export function fenced(language: string, text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${printable(text)}\n${fence}`;
}

/** A table model as a GitHub table, padded so that it also reads well as plain text. The columns of `markup` hold Markdown of our own; every other cell is text. */
export function markdownTable(
  table: TableModel,
  { markup = [] }: { readonly markup?: readonly number[] } = {},
): string {
  const lines = [table.head, ...table.rows].map((cells) =>
    cells.map((text, column) => (markup.includes(column) ? text : cell(text))),
  );
  const widths = table.head.map((_, column) => Math.max(3, ...lines.map((cells) => stringWidth(cells[column] ?? ""))));
  const alignOf = (column: number): Align => table.align[column] ?? "left";
  const row = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => pad(cells[column] ?? "", width, alignOf(column))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (alignOf(column) === "right" ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  const [head = [], ...body] = lines;
  return [row(head), rule, ...body.map(row)].join("\n");
}

function pad(text: string, width: number, align: Align): string {
  const space = " ".repeat(Math.max(0, width - stringWidth(text)));
  return align === "right" ? space + text : text + space;
}
