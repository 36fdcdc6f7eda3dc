// The JSON Schema of results.json, generated from the source, and its text as it is shipped.
import { z } from "zod";
import { resultsSchema } from "./schema.ts";

const LINE_WIDTH = 120;
const INDENT = "  ";

/** Of what a reader must accept: fields may be added, so additional properties are not forbidden. */
export const resultsJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(resultsSchema, { io: "input" }),
});

/** The text of the shipped file, laid out as the repository's formatter would. */
export const resultsJsonSchemaText = (): string => `${layOut(resultsJsonSchema(), "", 0)}\n`;

/** Objects are spread over lines; arrays of plain values stay on one if they fit behind what precedes them. */
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
