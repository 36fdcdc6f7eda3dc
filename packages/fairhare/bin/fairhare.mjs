#!/usr/bin/env node
// Starts the command line of the published package.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major > 20 || (major === 20 && minor >= 19)) {
  await import("../dist/cli.js");
} else {
  process.stderr.write(`Fairhare needs Node 20.19 or newer (this is ${process.versions.node}).\n`);
  process.exitCode = 2;
}
