// The lint rules hold the lines between packages: violations are planted in a copy of the layout, and each is refused
// where it stands. The table of allowed imports is held against itself and against the manifests.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

interface PackageRow {
  readonly kind: "pure" | "io" | "process" | "edge";
  readonly imports: readonly string[];
  /** Packages that it starts as processes: it depends on them and never imports them. */
  readonly starts?: readonly string[];
}

interface Manifest {
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), "utf8"));
const table = readJson(".config/packages.json") as Readonly<Record<string, PackageRow>>;

const PLANTED: Readonly<Record<string, string>> = {
  "packages/core/src/circle-a.ts": 'import { b } from "./circle-b.ts";\nexport const a = (): number => b();\n',
  "packages/core/src/circle-b.ts": 'import { a } from "./circle-a.ts";\nexport const b = (): number => a();\n',
  "packages/plan/src/types-a.ts": 'import type { B } from "./types-b.ts";\nexport type A = B | 1;\n',
  "packages/plan/src/types-b.ts": 'import type { C } from "./types-c.ts";\nexport type B = C | 2;\n',
  "packages/plan/src/types-c.ts": 'export type { A as C } from "./types-a.ts";\n',
  "packages/plan/src/type-of-import.ts": 'export type T = import("./types-a.ts").A;\n',
  "packages/checker/src/reads.ts": 'export { readFileSync } from "node:fs";\n',
  "packages/report/src/listens.ts": 'export { createServer } from "net";\n',
  "packages/protocol/src/lazy.ts": 'export const lazy = (): unknown => import("node:child_process");\n',
  "packages/results/src/climbs.ts": 'import type { Report } from "@fairhare/report";\nexport type R = Report;\n',
  "packages/workload/src/io.ts": 'export { connect } from "@fairhare/amqp";\n',
  "packages/worker/src/deep.ts": 'export { sleep } from "@fairhare/core/dist/timers.js";\n',
  "packages/cli/src/path.ts": 'export { openSlot } from "../../worker/src/slot.ts";\n',
  "packages/cli/src/fleet.ts": 'export { runChild } from "@fairhare/child";\n',
  "packages/store/src/self.ts": 'export { seal } from "@fairhare/store";\n',
  "packages/store/src/test-only.ts": 'export { made } from "./testing/made.ts";\n',
  "packages/newcomer/src/index.ts": 'export { sleep } from "@fairhare/core";\n',
  "bench/micro/path.ts": 'export { sleep } from "../../packages/core/src/timers.ts";\n',
};

const ALLOWED: Readonly<Record<string, string>> = {
  "packages/store/src/testing/made.ts": 'export { runChild as made } from "@fairhare/child";\n',
  "packages/checker/src/reads.test.ts":
    'export { readFileSync } from "node:fs";\nexport { parse } from "@fairhare/plan/testing";\n',
  "packages/report/src/formats.ts": 'export { stripVTControlCharacters } from "node:util";\n',
  "packages/store/src/reads.ts":
    'export { readFileSync } from "node:fs";\nexport { checkRun } from "@fairhare/checker";\n',
  "bench/micro/whole.ts": 'export { runChild } from "@fairhare/child";\n',
};

describe("the import lint", () => {
  const directory = mkdtempSync(join(tmpdir(), "fairhare-imports-"));
  let found: ReadonlyMap<string, string>;
  let exitCode: number | null;
  beforeAll(() => {
    for (const [path, text] of Object.entries({ ...PLANTED, ...ALLOWED })) {
      mkdirSync(join(directory, dirname(path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    ({ found, exitCode } = lint(directory));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each([
    ["packages/core/src/circle-a.ts", "import(no-cycle)"],
    ["packages/core/src/circle-b.ts", "import(no-cycle)"],
    ["packages/plan/src/types-a.ts", "import(no-cycle)"],
    ["packages/plan/src/types-b.ts", "import(no-cycle)"],
    ["packages/plan/src/types-c.ts", "import(no-cycle)"],
    ["packages/plan/src/type-of-import.ts", "`import()` type annotations are forbidden"],
    ["packages/checker/src/reads.ts", "node:fs reads or writes, and checker is pure"],
    ["packages/report/src/listens.ts", "net reads or writes, and report is pure"],
    ["packages/protocol/src/lazy.ts", "node:child_process reads or writes, and protocol is pure"],
    ["packages/results/src/climbs.ts", "results must not import report"],
    ["packages/workload/src/io.ts", "workload must not import amqp"],
    ["packages/cli/src/fleet.ts", "cli must not import child"],
    ["packages/worker/src/deep.ts", "Import @fairhare/core"],
    ["packages/cli/src/path.ts", "../../worker/src/slot.ts leaves the folder cli"],
    ["packages/store/src/self.ts", "imports its own package"],
    ["packages/store/src/test-only.ts", "is built for tests only"],
    ["packages/newcomer/src/index.ts", "has no row in .config/packages.json"],
    ["bench/micro/path.ts", "leaves the folder bench"],
  ])("refuses %s: %s", (path, message) => {
    expect(found.get(path)).toContain(message);
  });

  test("fails", () => {
    expect(exitCode).toBe(1);
  });

  test("refuses nothing else", () => {
    expect([...found.keys()].toSorted()).toEqual(Object.keys(PLANTED).toSorted());
  });
});

describe("the table of allowed imports", () => {
  const rows = Object.entries(table);

  test("has one row for each package", () => {
    expect(Object.keys(table).toSorted()).toEqual(readdirSync(join(ROOT, "packages")).toSorted());
  });

  test("lists packages from the ground up, so that it has no circle", () => {
    const names = Object.keys(table);
    for (const [name, { imports }] of rows)
      for (const imported of imports)
        expect(names.slice(0, names.indexOf(name)), `${name} imports ${imported}`).toContain(imported);
  });

  test("lets a pure package import pure packages only", () => {
    const pure = rows.filter(([, { kind }]) => kind === "pure");
    const mixed = pure.filter(([, { imports }]) => imports.some((imported) => table[imported]?.kind !== "pure"));
    expect(mixed).toEqual([]);
  });

  test.each(rows)("lists what the manifest of %s depends on", (name, { imports, starts = [] }) => {
    const manifest = readJson(`packages/${name}/package.json`) as Manifest;
    // The published package contains the other packages; npm must not look for them.
    const { dependencies = {}, devDependencies = {} } = manifest;
    const ours = Object.keys(manifest.private ? dependencies : devDependencies).filter((dependency) =>
      dependency.startsWith("@fairhare/"),
    );
    expect([...imports, ...starts].map((listed) => `@fairhare/${listed}`).toSorted()).toEqual(ours.toSorted());
  });

  test("has the kinds that docs/architecture.md shows", () => {
    const text = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
    const shown = [...text.matchAll(/^\| `([a-z]+)` +\| (pure|io|process|edge) +\|/gm)].map(([, ...row]) => row);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(rows.map(([name, { kind }]) => [name, kind])));
  });
});

/** Lints the files below a directory by the repository's rules. `found`: path → messages. */
function lint(directory: string): { readonly exitCode: number | null; readonly found: ReadonlyMap<string, string> } {
  const oxlint = join(ROOT, "node_modules/.bin/oxlint");
  const options = ["--config", join(ROOT, ".oxlintrc.json"), "--format", "json"];
  const { status: exitCode, stdout } = spawnSync(oxlint, options, { cwd: directory, encoding: "utf8" });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: readonly { code: string; message: string; filename: string }[];
  };
  const found = new Map<string, string>();
  for (const { code, message, filename } of diagnostics)
    found.set(filename, `${found.get(filename) ?? ""}${code}: ${message}\n`);
  return { exitCode, found };
}
