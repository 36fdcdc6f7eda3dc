import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { resultsJsonSchema, resultsJsonSchemaText } from "./json-schema.ts";

const shipped = readFileSync(new URL("../schema/results.schema.json", import.meta.url), "utf8");

it("the shipped JSON Schema is the one that the source describes", () => {
  expect(shipped).toBe(resultsJsonSchemaText());
});

it("the JSON Schema accepts results with fields that were added later", () => {
  expect(resultsJsonSchemaText()).not.toContain('"additionalProperties": false');
});

it("the text of the JSON Schema says what the schema says", () => {
  expect(JSON.parse(resultsJsonSchemaText())).toEqual(JSON.parse(JSON.stringify(resultsJsonSchema())));
});
