// Lint rule: a package imports only what its row in packages.json lists, and a pure package no Node module that reads or
// writes. Circles within a package are left to the linter's own import/no-cycle.
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, resolve } from "node:path";

/** @typedef {{ kind: "pure" | "io" | "process" | "edge", imports: string[], starts?: string[] }} PackageRow */
/** @typedef {{ packageName: string | undefined, root: string, isTest: boolean }} Place where the importing file stands */

/** @type {Readonly<Record<string, PackageRow>>} */
const packages = JSON.parse(readFileSync(new URL("packages.json", import.meta.url), "utf8"));

/** Node modules that compute only; a pure package imports no other. */
const PURE_NODE_MODULES = new Set(["assert", "buffer", "path", "querystring", "string_decoder", "url", "util"]);

const packageImports = {
  /** @param {{ filename: string, report(problem: { node: unknown, message: string }): void }} context */
  create(context) {
    const place = placeOf(context.filename);
    if (place === undefined) return {};
    /** @param {{ source?: { value?: unknown } | null }} node */
    const check = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== "string") return;
      const message = problemOf(specifier, context.filename, place);
      if (message !== undefined) context.report({ node: node.source, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default { meta: { name: "fairhare" }, rules: { "package-imports": packageImports } };

/**
 * Undefined outside of `packages/` and `bench/`.
 * @param {string} filename absolute
 * @returns {Place | undefined}
 */
function placeOf(filename) {
  const inPackage = /^(?<root>.*\/packages\/(?<name>[^/]+)\/)src\/(?<rest>.*)$/.exec(filename)?.groups;
  if (inPackage !== undefined) {
    const { root = "", name, rest = "" } = inPackage;
    return { packageName: name, root, isTest: /\.test\.ts$|(?:^|\/)testing\//.test(rest) };
  }
  const root = /^.*\/bench\//.exec(filename)?.[0];
  return root === undefined ? undefined : { packageName: undefined, root, isTest: true };
}

/**
 * What is wrong with an import, as a sentence.
 * @param {string} specifier
 * @param {string} filename
 * @param {Place} place
 * @returns {string | undefined}
 */
function problemOf(specifier, filename, { packageName, root, isTest }) {
  const row = packageName === undefined ? undefined : packages[packageName];
  if (packageName !== undefined && row === undefined)
    return `The package ${packageName} has no row in .config/packages.json. Add one: its kind and its imports.`;

  if (specifier.startsWith(".")) {
    const target = resolve(dirname(filename), specifier);
    if (!target.startsWith(root))
      return `${specifier} leaves the folder ${root.split("/").at(-2)}. Import another package by its name.`;
    if (!isTest && target.startsWith(`${root}src/`) && /\.test\.ts$|\/testing\//.test(target.slice(root.length)))
      return `${specifier} is built for tests only. Move what a source file needs out of it.`;
    return undefined;
  }

  const [, imported, subpath] = /^@fairhare\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (imported !== undefined) {
    // A program that a test starts is not compiled: it takes its own package as it was built.
    if (imported === packageName)
      return isTest && filename.endsWith(".mjs")
        ? undefined
        : `${specifier} imports its own package. Use a relative path.`;
    if (subpath !== undefined && !(isTest && subpath === "testing"))
      return `${specifier} is a path inside of a package. Import @fairhare/${imported}.`;
    if (!isTest && !row?.imports.includes(imported))
      return `${packageName} must not import ${imported}. Allowed (.config/packages.json): ${row?.imports.join(", ") || "no package"}.`;
    return undefined;
  }

  const nodeModule = isBuiltin(specifier) ? specifier.replace(/^node:/, "").split("/")[0] : undefined;
  if (nodeModule !== undefined && row?.kind === "pure" && !isTest && !PURE_NODE_MODULES.has(nodeModule))
    return `${specifier} reads or writes, and ${packageName} is pure. Pass the data in, or move the code to an io package.`;
  return undefined;
}
