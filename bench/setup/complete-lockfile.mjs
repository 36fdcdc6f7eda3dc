// `node bench/setup/complete-lockfile.mjs`: run it after an npm install from a registry mirror without the binaries for
// other systems. npm leaves these packages out of package-lock.json, and `npm ci` then refuses the file everywhere. The
// script adds them from the optional dependencies of their parents; without an integrity, since nothing was downloaded.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { missingOptionals } from "./lockfile.mjs";

const FILE = fileURLToPath(new URL("../../package-lock.json", import.meta.url));

const lock = JSON.parse(readFileSync(FILE, "utf8"));
const missing = missingOptionals(lock);
for (const { parent, name, version } of missing) lock.packages[`node_modules/${name}`] = entryOf(parent, name, version);
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${missing.length} packages for other systems added to package-lock.json`);

/**
 * Examples of names: `@turbo/darwin-64`, `@oxfmt/binding-linux-x64-musl`: system, processor, and on Linux the C library.
 * @param {import("./lockfile.mjs").LockEntry} parent
 * @param {string} name
 * @param {string} version
 */
function entryOf(parent, name, version) {
  const [system = "", processor = "", library = ""] = name.replace(/^@[^/]+\/(binding-)?/, "").split("-");
  return {
    version,
    cpu: [processor === "64" ? "x64" : processor],
    ...(parent.dev ? { dev: true } : {}),
    ...(system === "linux" && library !== "" ? { libc: [library.startsWith("musl") ? "musl" : "glibc"] } : {}),
    ...(parent.license === undefined ? {} : { license: parent.license }),
    optional: true,
    os: [system === "windows" ? "win32" : system],
    ...(parent.engines === undefined ? {} : { engines: parent.engines }),
  };
}
