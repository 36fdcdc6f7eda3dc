// The JSON Schemas that are shipped, such as that of results.json, generated from the source.
import { z } from "zod";

const LINE_WIDTH = 120;
const INDENT = "  ";

/**
 * The text of the shipped file, in the layout of the repository's formatter. For readers: it allows additional properties,
 * because later versions may add fields.
 */
export const jsonSchemaText = (schema: z.ZodType): string =>
  `${layOut({ ...z.toJSONSchema(schema, { io: "input" }) }, "", 0)}\n`;

/** One line per property; an array of plain values stays on one line if it fits. */
function layOut(value: unknown, indent: string, column: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = indent + INDENT;
  if (Array.isArray(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    const plain = value.every((item) => typeof item !== "object" || item === null);
    if (plain && column + line.length < LINE_WIDTH) return line;
    return `[\n${value.map((item) => deeper + layOut(item, deeper, deeper.length)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => {
    const name = `${deeper}${JSON.stringify(key)}: `;
    return name + layOut(item, deeper, name.length);
  });
  return entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n${indent}}`;
}
