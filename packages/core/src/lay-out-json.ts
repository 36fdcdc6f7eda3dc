// JSON for people and for diffs: as a formatter of code lays it out, with a row of numbers on one line.

const LINE_WIDTH = 120;
const INDENT = "  ";

/** One line per property; an array without objects stays on one line if it fits. `value` is of JSON, without `undefined`. */
export const layOutJson = (value: unknown): string => layOut(value, "", 0);

function layOut(value: unknown, indent: string, column: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = indent + INDENT;
  if (Array.isArray(value)) {
    const line = lineOf(value, LINE_WIDTH - column);
    if (line !== undefined) return line;
    return `[\n${value.map((item) => deeper + layOut(item, deeper, deeper.length)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => {
    const name = `${deeper}${JSON.stringify(key)}: `;
    return name + layOut(item, deeper, name.length);
  });
  return entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n${indent}}`;
}

/** Undefined if the array contains an object, or is not shorter than `width`. */
function lineOf(items: readonly unknown[], width: number): string | undefined {
  let line = "[";
  for (const item of items) {
    const text = Array.isArray(item) ? lineOf(item, width - line.length) : plainText(item);
    if (text === undefined) return undefined;
    line += line === "[" ? text : `, ${text}`;
    if (line.length >= width) return undefined;
  }
  return line.length + 1 < width ? `${line}]` : undefined;
}

const plainText = (item: unknown): string | undefined =>
  typeof item === "object" && item !== null ? undefined : JSON.stringify(item);
