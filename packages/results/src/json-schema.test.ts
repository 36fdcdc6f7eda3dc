import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { jsonSchemaText } from "./json-schema.ts";
import { resultsSchema } from "./schema.ts";
import { tapResultsSchema } from "./tap/tap-schema.ts";

describe.each([
  ["results", resultsSchema],
  ["tap", tapResultsSchema],
] as const)("the JSON Schema of %s.json", (name, schema) => {
  const file = `../schema/${name}.schema.json`;
  const shipped = readFileSync(new URL(file, import.meta.url), "utf8");

  it("is shipped as the source has it", async () => {
    await expect(jsonSchemaText(schema)).toMatchFileSnapshot(file);
  });

  it("accepts additional fields", () => {
    expect(shipped).not.toContain('"additionalProperties": false');
  });

  it("is the same as a text and as an object", () => {
    expect(JSON.parse(shipped)).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: "input" }))));
  });
});
