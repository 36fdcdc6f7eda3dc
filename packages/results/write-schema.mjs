// Build step: writes the shipped JSON Schemas into schema/. It stands outside of src/ because the package is pure.
import { mkdirSync, writeFileSync } from "node:fs";
import { jsonSchemaText } from "./dist/json-schema.js";
import { resultsSchema } from "./dist/schema.js";
import { tapResultsSchema } from "./dist/tap/tap-schema.js";

const directory = new URL("schema/", import.meta.url);
mkdirSync(directory, { recursive: true });
writeFileSync(new URL("results.schema.json", directory), jsonSchemaText(resultsSchema));
writeFileSync(new URL("tap.schema.json", directory), jsonSchemaText(tapResultsSchema));
