// Compares the installed node modules with package-lock.json, package by package. npm records what it has installed in
// node_modules/.package-lock.json.

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 * @property {string} [license]
 * @property {Record<string, string>} [engines]
 * @property {Record<string, string>} [optionalDependencies]
 *
 * @typedef {{ packages?: Record<string, LockEntry> }} Lock
 */

/**
 * Part of a sentence about the first difference; undefined if there is none. A missing optional package is not a
 * difference: it is for another system.
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json
 * @param {(path: string) => boolean} exists whether a path below the root exists
 * @returns {string | undefined}
 */
export function differenceOf(wanted, installed, exists) {
  const want = wanted.packages ?? {};
  const have = installed.packages ?? {};
  for (const [path, entry] of Object.entries(want)) {
    if (path === "") continue;
    const present = have[path];
    if (present === undefined) {
      if (entry.optional || entry.devOptional) continue;
      return `${path} is not installed`;
    }
    if (present.version !== entry.version) return `${path} is ${present.version}, not ${entry.version}`;
    if (present.link !== entry.link || (entry.link && present.resolved !== entry.resolved))
      return `${path} links to a different path`;
    if (!exists(path)) return `${path} was deleted`;
  }
  const extra = Object.keys(have).find((path) => want[path] === undefined);
  return extra === undefined ? undefined : `${extra} is no longer needed`;
}

/**
 * Optional dependencies without an entry; `npm ci` refuses a lock file that lacks them.
 * @param {Lock} lock package-lock.json
 */
export function missingOptionals({ packages = {} }) {
  return Object.entries(packages).flatMap(([path, parent]) =>
    Object.entries(parent.optionalDependencies ?? {})
      .filter(([name]) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .map(([name, version]) => ({ parent, name, version })),
  );
}
