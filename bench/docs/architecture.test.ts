// docs/architecture.md is checked against the repository: its paths, its package table, and three tasks whose files a
// newcomer must find in it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(`${ROOT}/docs/architecture.md`, "utf8");

const pathsIn = (part: string): string[] =>
  [...part.matchAll(/`((?:packages|bench|docs|reports|\.config|\.github)\/[^`]+)`/g)].map(([, path = ""]) => path);

/** A heading's text, up to the next heading of any level. */
function sectionOf(heading: string): string {
  const [, section = ""] = text.split(`\n### ${heading}\n`);
  return section.split(/\n##+ /)[0] ?? "";
}

test.each([...new Set(pathsIn(text))])("the map names %s, which exists", (path) => {
  expect(existsSync(`${ROOT}/${path}`)).toBe(true);
});

/** Rows of the package table: name → kind and imports. */
const rows = new Map(
  [...text.matchAll(/^\| `([a-z]+)` +\| (pure|io|process|edge) +\|.*\| ([a-z, ]+|—) *\|$/gm)].map(
    ([, name = "", kind = "", imports = ""]) => [
      name,
      { kind, imports: imports.trim() === "—" ? [] : imports.trim().split(", ") },
    ],
  ),
);
const packages = readdirSync(`${ROOT}/packages`).filter((name) => existsSync(`${ROOT}/packages/${name}/package.json`));

test("the package table lists exactly the packages of the workspace", () => {
  expect(new Set(rows.keys())).toEqual(new Set(packages));
});

test.each(packages)("the package table lists the dependencies of %s on other packages", (name) => {
  const manifest = JSON.parse(readFileSync(`${ROOT}/packages/${name}/package.json`, "utf8")) as {
    private?: boolean;
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  // The published package contains the other packages; npm must not look for them.
  const { dependencies = {}, devDependencies = {} } = manifest;
  const own = Object.keys(manifest.private ? dependencies : devDependencies).filter((dependency) =>
    dependency.startsWith("@fairhare/"),
  );
  expect(new Set(rows.get(name)?.imports)).toEqual(new Set(own.map((dependency) => dependency.slice(10))));
});

test("the package table and the linter's table in .config/packages.json have the same kinds", () => {
  const linted = JSON.parse(readFileSync(`${ROOT}/.config/packages.json`, "utf8")) as Record<string, { kind: string }>;
  expect(Object.fromEntries([...rows].map(([name, { kind }]) => [name, kind]))).toEqual(
    Object.fromEntries(Object.entries(linted).map(([name, { kind }]) => [name, kind])),
  );
});

/** Tasks of a newcomer, the heading to look under, and the files that have to change. */
const WALKS: readonly (readonly [task: string, heading: string, files: readonly string[]])[] = [
  [
    "add a fault that pauses a queue",
    "A fault",
    [
      "packages/workload/src/fault.ts",
      "packages/plan/src/faults/parse-fault.ts",
      "packages/plan/src/faults/fault-settings.ts",
      "packages/plan/src/rules/faults/fault-rules.ts",
      "packages/plan/src/faults/fault-abilities.ts",
      "packages/broker/src/broker.ts",
      "packages/broker/src/local/managed-node.ts",
      "packages/orchestrator/src/faults/break-broker.ts",
      "packages/checker/src/history/faults/occurrence.ts",
      "packages/results/src/run/fault-schema.ts",
      "packages/report/src/words/fault-words.ts",
      "docs/cli.md",
    ],
  ],
  [
    "add a column to the worker table",
    "A table column",
    [
      "packages/results/src/run/worker-schema.ts",
      "packages/checker/src/fairness/workers.ts",
      "packages/report/src/tables/worker-table.ts",
      "packages/report/testdata/reports/",
      "docs/results.md",
    ],
  ],
  [
    "change how a loss is attributed",
    "A cause of loss",
    [
      "packages/results/src/causes.ts",
      "packages/checker/src/ledger/loss-cause.ts",
      "packages/checker/src/ledger/loss-evidence.ts",
      "packages/report/src/words/cause-words.ts",
      "bench/fuzz/expected-cause.ts",
      "docs/how-it-measures.md",
    ],
  ],
];

test.each(WALKS)("to %s, the section %j names the files", (_task, heading, files) => {
  expect(pathsIn(sectionOf(heading))).toEqual(expect.arrayContaining([...files]));
});
