// The programs that are interrupted: those of this checkout, as they were built.
import { fileURLToPath } from "node:url";

/** This file runs from its source in a test, and from `bench/dist` as a script. */
const ROOT = new URL("../..", import.meta.url.replace("/bench/dist/", "/bench/"));

export const BIN = fileURLToPath(new URL("packages/cli/bin/fairhare.mjs", ROOT));
export const GUARDIAN = fileURLToPath(new URL("packages/broker/dist/guardian/guardian-main.js", ROOT));
