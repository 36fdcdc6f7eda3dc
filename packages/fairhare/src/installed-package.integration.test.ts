// The published package as its users have it: packed, installed in an empty folder, and run there against a private
// RabbitMQ. The test suite in docs/api.md is executed as it is written.
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** All examples are one file: the first has the imports, and the broker of all. */
const EXAMPLE = [...readFileSync(join(ROOT, "docs/api.md"), "utf8").matchAll(/```ts\n(.*?)```/gs)]
  .map(([, code]) => code)
  .join("\n");

const folder = mkdtempSync(join(tmpdir(), "fairhare-installed-"));
const project = join(folder, "project");
/** Private nodes keep their files there. */
const temporary = join(folder, "tmp");

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

/**
 * Without the variables of the surrounding npm script, which would make this project look like the checkout; with those
 * that say how a registry is reached.
 */
function command(file: string, ...words: readonly string[]): Promise<Ended> {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(?!config_(registry|cafile)$)|INIT_CWD$|NODE_(?!EXTRA_CA_CERTS$)|VITEST|FAIRHARE_(?!RABBITMQ))/.test(
        name,
      ),
  );
  const env = { ...Object.fromEntries(kept), TMPDIR: temporary };
  const child = spawn(file, words, { cwd: project, env, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out })));
}

const fairhare = (...words: readonly string[]): Promise<Ended> => command("npx", "--no-install", "fairhare", ...words);

beforeAll(async () => {
  for (const directory of [project, temporary]) mkdirSync(directory);
  const packed = spawnSync(
    "npm",
    ["pack", "--workspace", "fairhare", "--ignore-scripts", "--json", "--pack-destination", folder],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module", private: true }));
  const options = ["--prefer-offline", "--no-audit", "--no-fund"];
  const { code, out } = await command("npm", "install", ...options, join(folder, filename));
  if (code !== 0) throw new Error(`npm install failed: ${out}`);
  // The project has its own test runner; this one saves a download.
  for (const name of ["vitest", "@types/node"]) {
    const link = join(project, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), link);
  }
  writeFileSync(join(project, "queue.test.ts"), EXAMPLE);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("npx fairhare measures, and writes to the current directory", async () => {
  const { code, out } = await fairhare("run", "--workers", "4", "--prefetch", "1", "--tasks", "60");
  expect([code, out]).toEqual([0, expect.stringContaining("✓ pass")]);
  const [report = ""] = readdirSync(join(project, "reports"));
  expect(readdirSync(join(project, "reports", report)).toSorted()).toEqual([
    "pictures",
    "report.html",
    "report.md",
    "results.json",
  ]);
  const text = readFileSync(join(project, "reports", report, "report.md"), "utf8");
  expect(text).toContain("npx fairhare run --workers 4");

  const [run = ""] = readdirSync(join(project, ".runs"));
  expect(await fairhare("check", join(".runs", run))).toMatchObject({ code: 0 });
});

it("the examples in docs/api.md pass in a test suite of the project", async () => {
  const vitest = join(project, "node_modules/vitest/vitest.mjs");
  const { code, out } = await command(process.execPath, vitest, "run", "--root", project);
  expect([code, out]).toEqual([0, expect.stringMatching(/Tests .*3 passed/)]);
});

it("the examples in docs/api.md pass the type check", async () => {
  const compilerOptions = { module: "nodenext", target: "es2023", strict: true, noEmit: true, types: ["node"] };
  const config = { compilerOptions: { ...compilerOptions, skipLibCheck: true }, files: ["queue.test.ts"] };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  const { code, out } = await command(join(ROOT, "node_modules/.bin/tsc"), "--project", project);
  expect([code, out]).toEqual([0, ""]);
});

it("finds the files that are in the package: claims, schemas, compose file", async () => {
  const { code, out } = await fairhare("claims", "--only", "C99");
  expect(code).toBe(2);
  expect(out).toContain("C01, C02");
  const inPackage = (path: string): boolean => existsSync(join(project, "node_modules/fairhare", path));
  const { imports } = JSON.parse(readFileSync(join(project, "node_modules/fairhare/package.json"), "utf8")) as {
    imports: Record<string, string>;
  };
  expect([...Object.values(imports), "dist/schema/experiment.schema.json"].filter((path) => !inPackage(path))).toEqual(
    [],
  );
});

it("names npx, not the scripts of the checkout, in its help", async () => {
  const { out } = await fairhare("--help");
  expect(out).toContain("npx fairhare -y 4 -q 10");
  expect(out).not.toContain("npm run");
});

it("leaves no private node behind", () => {
  expect(readdirSync(temporary).filter((name) => name.startsWith("fairhare"))).toEqual([]);
});
