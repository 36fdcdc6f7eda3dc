// Checks what a command loads at start: commands for stored runs must not load the packages that run an experiment.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SOURCE = fileURLToPath(new URL(".", import.meta.url));
const PACKAGES = resolve(SOURCE, "../..");

/** Static imports and re-exports. `import type` is erased; `import()` loads nothing at start. */
const IMPORT = /^(?:import|export)\b(?! type\b)[^;"]*"(\.[^"]+|@fairhare\/[\w-]+)";/gm;

function fileOf(specifier: string, importer: string): string {
  return specifier.startsWith(".")
    ? resolve(dirname(importer), specifier)
    : join(PACKAGES, specifier.slice("@fairhare/".length), "src", "index.ts");
}

/** The packages of all files that the entries load. */
function packagesLoadedBy(...entries: readonly string[]): string[] {
  const files = new Set(entries.map((entry) => join(SOURCE, entry)));
  for (const file of files)
    for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(IMPORT)) files.add(fileOf(specifier, file));
  expect([...files].filter((file) => !existsSync(file))).toEqual([]);
  const packages = new Set<string>();
  for (const file of files) packages.add(file.slice(PACKAGES.length + 1).split("/", 1)[0] ?? "");
  return [...packages].toSorted();
}

/** Packages that start processes or connect to a broker. */
const HEAVY = new Set([
  "amqp",
  "broker",
  "child",
  "claims",
  "orchestrator",
  "places",
  "producer",
  "proxy",
  "tutorial",
  "worker",
]);
const heavyOnes = (...entries: readonly string[]): string[] =>
  packagesLoadedBy(...entries).filter((name) => HEAVY.has(name));

describe("loading", () => {
  it("the command line loads only the plan", () => {
    expect(packagesLoadedBy("main.ts")).toEqual(["cli", "core", "plan", "workload"]);
  });

  it.each([
    "stored/check-stored-run.ts",
    "stored/compare-stored-runs.ts",
    "stored/report-stored-run.ts",
    "stored/report-stored-rates.ts",
    "advise/present-advice.ts",
    "deploy/write-deployment.ts",
    "agent/agent-plan.ts",
  ])("%s loads neither broker nor fleet", (entry) => {
    expect(heavyOnes("main.ts", entry)).toEqual([]);
  });

  it("a deployment loads only the reader of plans, which checks files of TLS", () => {
    expect(heavyOnes("main.ts", "deploy/deploy-plan.ts")).toEqual(["amqp"]);
  });

  it("an agent loads its guardian and the places of processes, and no orchestrator", () => {
    expect(heavyOnes("main.ts", "agent/serve-runs.ts")).toEqual(["amqp", "broker", "child", "places"]);
  });

  it("run-plan.ts loads them: the tests above can fail", () => {
    expect(heavyOnes("run/run-plan.ts")).toEqual(expect.arrayContaining(["amqp", "broker", "orchestrator"]));
  });
});
