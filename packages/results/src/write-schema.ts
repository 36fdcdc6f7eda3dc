// Build step, a program of its own: writes the JSON Schema that the package ships. No other file here writes to disk.
import { mkdirSync, writeFileSync } from "node:fs";
import { resultsJsonSchemaText } from "./json-schema.ts";

const target = new URL("../schema/results.schema.json", import.meta.url);
mkdirSync(new URL(".", target), { recursive: true });
writeFileSync(target, resultsJsonSchemaText());
