import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, string>>;
}

const HERE = fileURLToPath(new URL("..", import.meta.url));
const PACKAGES = fileURLToPath(new URL("../..", import.meta.url));
const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(PACKAGES, name, "package.json"), "utf8")) as Manifest;

const published = manifestOf("fairhare");
const workspaces = readdirSync(PACKAGES)
  .filter((name) => name !== "fairhare" && existsSync(join(PACKAGES, name, "package.json")))
  .map(manifestOf);

/** The bundle contains the needed part of echarts, whose package has 67 MB; the others are in the page. */
const BUNDLED = new Set(["echarts", "preact", "uplot"]);

it("depends on the packages from npm that the workspaces depend on, in the same versions, and on no workspace", () => {
  const all = workspaces.flatMap(({ dependencies = {} }) => Object.entries(dependencies));
  const foreign = all.filter(([name]) => !name.startsWith("@fairhare/") && !BUNDLED.has(name));
  expect(published.dependencies).toEqual(Object.fromEntries(foreign));
});

it("has the version of every workspace", () => {
  expect(new Set(workspaces.map(({ version }) => version))).toEqual(new Set([published.version]));
});

it("maps each name by which a workspace finds its files", () => {
  const names = workspaces.flatMap(({ imports = {} }) => Object.keys(imports));
  expect(new Set(Object.keys(published.imports ?? {}))).toEqual(new Set(names));
});

it("has the licence of the repository", () => {
  expect(readFileSync(join(HERE, "LICENSE"), "utf8")).toBe(readFileSync(join(PACKAGES, "../LICENSE"), "utf8"));
});

it("has no message that names a script of the checkout: commandLine() of core writes the command", () => {
  const sources = readdirSync(PACKAGES, { recursive: true, encoding: "utf8" }).filter((path) =>
    /^[^/]+\/src\/(?!.*(?:testing\/|\.test\.ts$)).*\.ts$/.test(path),
  );
  const lines = sources.flatMap((path) => readFileSync(join(PACKAGES, path), "utf8").split("\n"));
  expect(lines.filter((line) => /npm run bench/.test(line) && !/^\s*(?:\/\/|\/?\*)/.test(line))).toEqual([]);
});
