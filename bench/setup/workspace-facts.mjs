// The state of the node modules on disk.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { differenceOf } from "./lockfile.mjs";

/**
 * @typedef {{ state: "current" } | { state: "missing" } | { state: "stale", because: string }} Modules
 */

/**
 * @param {string} root
 * @returns {Modules}
 */
export function modulesOf(root) {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return { state: "missing" };
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const because = differenceOf(wanted, readInstalled(installed), (path) => existsSync(join(root, path)));
  return because === undefined ? { state: "current" } : { state: "stale", because };
}

/**
 * Empty if the file is incomplete: the install was interrupted, so none of it can be trusted.
 * @param {string} file
 * @returns {import("./lockfile.mjs").Lock}
 */
function readInstalled(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}
