#!/usr/bin/env node
// Starts the built command line, or prints how to build it. Plain JavaScript, because it runs before the build as well.
import { existsSync } from "node:fs";

const main = new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write("Fairhare is not built. Run `npm run setup`.\n");
  process.exitCode = 2;
}
