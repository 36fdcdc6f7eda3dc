// A Markdown table, padded as the formatter pads it.

/** `rows`: the head first; every row has the same number of cells. */
export function paddedTable(rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const [head = [], ...body] = escaped;
  const widths = head.map((_, column) => Math.max(...escaped.map((row) => row[column]?.length ?? 0)));
  const padded = (row: readonly string[]): string[] => row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  return [padded(head), widths.map((width) => "-".repeat(width)), ...body.map(padded)].map(line).join("\n");
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
