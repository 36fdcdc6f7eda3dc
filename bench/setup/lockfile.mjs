// Are the installed node modules those of package-lock.json? npm keeps its own account of what it put
// there, node_modules/.package-lock.json; the two are compared package by package.

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
 * One sentence part for the first difference, or undefined when there is none. An optional package that is
 * not installed is no difference: it is for another system.
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json
 * @param {(path: string) => boolean} exists whether a path below the root is there
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
      return `${path} links to another place`;
    if (!exists(path)) return `${path} is gone`;
  }
  const extra = Object.keys(have).find((path) => want[path] === undefined);
  return extra === undefined ? undefined : `${extra} is not wanted any more`;
}

/**
 * Optional dependencies that have no entry of their own, which `npm ci` refuses as out of step.
 * @param {Lock} lock package-lock.json
 */
export function missingOptionals({ packages = {} }) {
  return Object.entries(packages).flatMap(([path, parent]) =>
    Object.entries(parent.optionalDependencies ?? {})
      .filter(([name]) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .map(([name, version]) => ({ parent, name, version })),
  );
}
