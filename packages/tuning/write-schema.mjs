// Build step: writes the shipped JSON Schema into schema/.
import { mkdirSync, writeFileSync } from "node:fs";
import { findRateJsonSchemaText } from "./dist/rates/rate-results.js";

const target = new URL("schema/find-rate.schema.json", import.meta.url);
mkdirSync(new URL(".", target), { recursive: true });
writeFileSync(target, findRateJsonSchemaText());
