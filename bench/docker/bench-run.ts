// A run of the built command line with a broker in Docker.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const BIN = fileURLToPath(new URL("../../packages/cli/bin/fairhare.mjs", import.meta.url));
const EXPORT = "results.json";

export interface Bench {
  readonly child: ChildProcess;
  /** Standard output and error. */
  readonly said: string[];
  /** The exported results.json. */
  readonly results: () => unknown;
}

/** Leads its own process group. Ends with the test, and its directory as well. */
export function startBench(...flags: string[]): Bench {
  const directory = mkdtempSync(join(tmpdir(), "fairhare-docker-test-"));
  const common = ["--broker", "docker", "--workers", "2", "--heavy", "10ms", "--light", "1ms", "--export-json", EXPORT];
  const child = spawn(process.execPath, [BIN, ...common, ...flags], { cwd: directory, detached: true });
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  return { child, said, results: () => JSON.parse(readFileSync(join(directory, EXPORT), "utf8")) };
}
