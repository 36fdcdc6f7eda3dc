// Build step: writes the shipped JSON Schema into schema/. It stands outside of src/ because the package is pure.
import { mkdirSync, writeFileSync } from "node:fs";
import { resultsJsonSchemaText } from "./dist/json-schema.js";

const target = new URL("schema/results.schema.json", import.meta.url);
mkdirSync(new URL(".", target), { recursive: true });
writeFileSync(target, resultsJsonSchemaText());
