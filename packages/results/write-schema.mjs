// Build step: writes the shipped JSON Schemas into schema/. It stands outside of src/ because the package is pure.
import { mkdirSync, writeFileSync } from "node:fs";
import { jsonSchemaText, resultsSchema, tapResultsSchema } from "./dist/index.js";

const directory = new URL("schema/", import.meta.url);
mkdirSync(directory, { recursive: true });
writeFileSync(new URL("results.schema.json", directory), jsonSchemaText(resultsSchema));
writeFileSync(new URL("tap.schema.json", directory), jsonSchemaText(tapResultsSchema));
