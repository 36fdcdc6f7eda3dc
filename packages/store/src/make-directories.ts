// Creates directories one by one. Node's `recursive` option retries forever, without handling signals, where the
// system answers ENOENT for a directory that it does not create, such as one below /proc.
import { mkdirSync, rmdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** A caller that needs more copies of one name has a bug. */
const COPIES_AT_MOST = 10_000;

/** Creates `path` and its missing parents. Throws the system's error after removing what it has created. */
export function makeDirectories(path: string): void {
  const made: string[] = [];
  try {
    for (const directory of missingDirectories(resolve(path))) if (make(directory)) made.push(directory);
  } catch (error) {
    removeEmpty(made);
    throw error;
  }
}

/** The missing directories of `path`, outermost first. */
export function missingDirectories(path: string): string[] {
  const missing: string[] = [];
  for (let directory = path; !isDirectory(directory); directory = dirname(directory)) {
    missing.unshift(directory);
    if (directory === dirname(directory)) break;
  }
  return missing;
}

/** Creates `path`, or `path-2`, `path-3` …, whichever does not exist; atomic, so that no two callers share one. */
export function makeFreeDirectory(path: string): string {
  makeDirectories(dirname(resolve(path)));
  for (let copy = 1; ; copy++) {
    const candidate = copy === 1 ? path : `${path}-${copy}`;
    try {
      mkdirSync(candidate);
      return candidate;
    } catch (error) {
      if (!isTaken(error) || copy === COPIES_AT_MOST) throw error;
    }
  }
}

/** Keeps directories that are not empty. */
export function removeEmpty(directories: readonly string[]): void {
  for (const directory of directories.toReversed()) {
    try {
      rmdirSync(directory);
    } catch {
      return;
    }
  }
}

/** Returns false when another process has created it meanwhile. */
function make(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if (isTaken(error) && isDirectory(directory)) return false;
    throw error;
  }
}

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const isTaken = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EEXIST";
