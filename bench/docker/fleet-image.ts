// The image of deploy/image/Dockerfile, built in seconds and without a network: its last stage on a package that this
// machine has packed and installed. image.docker.test.ts builds the whole file.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Of the packages as they were built last. */
export async function buildFleetImage(name: string): Promise<void> {
  const context = mkdtempSync(join(tmpdir(), "fairhare-fleet-image-"));
  try {
    const installed = join(context, "installed");
    mkdirSync(installed);
    writeFileSync(join(installed, "package.json"), "{}");
    const packing = ["pack", "--workspace", "fairhare", "--ignore-scripts", "--pack-destination", context];
    const archive = (await run("npm", packing, { cwd: ROOT })).stdout.trim().split("\n").at(-1) ?? "";
    const options = ["--omit=dev", "--prefer-offline", "--no-audit", "--no-fund"];
    await run("npm", ["install", ...options, join(context, archive)], { cwd: installed });
    writeFileSync(join(context, "Dockerfile"), lastStage());
    await run("docker", ["build", "--quiet", "--tag", name, context]);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

function lastStage(): string {
  const text = readFileSync(join(ROOT, "deploy/image/Dockerfile"), "utf8");
  const base = /^ARG NODE_IMAGE=.*$/m.exec(text)?.[0] ?? "";
  const installed = "FROM scratch AS build\nCOPY installed /installed";
  return [base, installed, text.slice(text.lastIndexOf("\nFROM ") + 1)].join("\n");
}
