#!/usr/bin/env node
// Starts the built command line, or says how to build it. Plain JavaScript: it has to run before any build.
import { existsSync } from "node:fs";

const main = new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write("Fairhare is not built yet; run `npm run setup`.\n");
  process.exitCode = 2;
}
