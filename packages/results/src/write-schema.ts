// Build step: writes the shipped JSON Schema beside the package. The only file here that touches the disk.
import { mkdirSync, writeFileSync } from "node:fs";
import { resultsJsonSchemaText } from "./json-schema.ts";

const target = new URL("../schema/results.schema.json", import.meta.url);
mkdirSync(new URL(".", target), { recursive: true });
writeFileSync(target, resultsJsonSchemaText());
