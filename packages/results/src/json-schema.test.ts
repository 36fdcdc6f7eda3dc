import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { resultsJsonSchema, resultsJsonSchemaText } from "./json-schema.ts";

const shipped = readFileSync(new URL("../schema/results.schema.json", import.meta.url), "utf8");

it("the shipped JSON Schema matches the source", () => {
  expect(shipped).toBe(resultsJsonSchemaText());
});

it("the JSON Schema accepts additional fields", () => {
  expect(resultsJsonSchemaText()).not.toContain('"additionalProperties": false');
});

it("the text of the JSON Schema parses to the schema", () => {
  expect(JSON.parse(resultsJsonSchemaText())).toEqual(JSON.parse(JSON.stringify(resultsJsonSchema())));
});
