// Build step: writes the shipped JSON Schema into schema/. It stands outside of src/ because the package is pure.
import { mkdirSync, writeFileSync } from "node:fs";
import { experimentJsonSchemaText } from "./dist/parse/experiment-file.js";

const target = new URL("schema/experiment.schema.json", import.meta.url);
mkdirSync(new URL(".", target), { recursive: true });
writeFileSync(target, experimentJsonSchemaText());
