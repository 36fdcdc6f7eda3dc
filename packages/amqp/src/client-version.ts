// Which amqplib is at work: part of what every number was measured with.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export function amqplibVersion(): string {
  // Its `exports` hide package.json, so it is read beside the entry file.
  const entry = createRequire(import.meta.url).resolve("amqplib");
  const manifest = JSON.parse(readFileSync(join(dirname(entry), "package.json"), "utf8")) as { version: unknown };
  return String(manifest.version);
}
