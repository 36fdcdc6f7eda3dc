// Copies the type declarations that users of the published package need: those of the entries, and of the workspaces
// that they refer to. Imports of a workspace become relative paths.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGES = fileURLToPath(new URL("..", import.meta.url));
const SPECIFIER = /(\bfrom |\bimport\(|\bimport )"([^"]+)"/g;

/**
 * @param {string[]} entries names without extension
 * @param {string} compiled the directory of the entries
 * @param {string} target gets one directory for each package
 */
export function bundleTypes(entries, compiled, target) {
  /** @type {Map<string, string>} source → target */
  const copied = new Map();
  const waiting = entries.map((name) => join(compiled, `${name}.d.ts`));
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    if (copied.has(source)) continue;
    const place = placeOf(source, compiled, target);
    copied.set(source, place);
    const from = source;
    const text = readFileSync(source, "utf8").replaceAll(SPECIFIER, (whole, keyword, specifier) => {
      const imported = declarationOf(specifier, from);
      if (imported === undefined) return whole;
      waiting.push(imported);
      const path = relative(dirname(place), placeOf(imported, compiled, target)).replace(/\.d\.ts$/, ".js");
      return `${keyword}"${path.startsWith(".") ? path : `./${path}`}"`;
    });
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

/**
 * The declaration of a workspace or of a relative path; undefined for packages from npm.
 * @param {string} specifier
 * @param {string} source
 */
function declarationOf(specifier, source) {
  const workspace = /^@fairhare\/([^/]+)$/.exec(specifier)?.[1];
  if (workspace !== undefined) return join(PACKAGES, workspace, "dist/index.d.ts");
  return specifier.startsWith(".") ? join(dirname(source), specifier.replace(/\.[jt]s$/, ".d.ts")) : undefined;
}

/**
 * @param {string} source
 * @param {string} compiled
 * @param {string} target
 */
function placeOf(source, compiled, target) {
  if (source.startsWith(compiled)) return join(target, "fairhare", relative(compiled, source));
  const [workspace = "", , ...path] = relative(PACKAGES, source).split("/");
  return join(target, workspace, ...path);
}
