import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { resultsJsonSchema, schemaText, tapJsonSchema } from "./json-schema.ts";

describe.each([
  ["results", resultsJsonSchema],
  ["tap", tapJsonSchema],
] as const)("the JSON Schema of %s.json", (name, schema) => {
  const shipped = readFileSync(new URL(`../schema/${name}.schema.json`, import.meta.url), "utf8");

  it("is shipped as the source has it", () => {
    expect(shipped).toBe(schemaText(schema()));
  });

  it("accepts additional fields", () => {
    expect(shipped).not.toContain('"additionalProperties": false');
  });

  it("is the same as a text and as an object", () => {
    expect(JSON.parse(shipped)).toEqual(JSON.parse(JSON.stringify(schema())));
  });
});
