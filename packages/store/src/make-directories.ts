// Makes directories one at a time. Node's own `recursive` retries for ever where the system answers ENOENT for a
// directory that it will not make, such as one below /proc, and no signal is heard meanwhile.
import { mkdirSync, rmdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** More copies of a name than this are a fault of whoever asks for them. */
const COPIES_AT_MOST = 10_000;

/** Makes `path` and what is missing above it. Throws the system's error, and then leaves nothing that it made. */
export function makeDirectories(path: string): void {
  const made: string[] = [];
  try {
    for (const directory of missingDirectories(resolve(path))) if (make(directory)) made.push(directory);
  } catch (error) {
    removeEmpty(made);
    throw error;
  }
}

/** Outermost first. */
export function missingDirectories(path: string): string[] {
  const missing: string[] = [];
  for (let directory = path; !isDirectory(directory); directory = dirname(directory)) {
    missing.unshift(directory);
    if (directory === dirname(directory)) break;
  }
  return missing;
}

/** `path`, or `path-2`, `path-3` …: the first that did not exist. To make one is atomic, so no two callers share it. */
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

/** Those that others have put something into stay. */
export function removeEmpty(directories: readonly string[]): void {
  for (const directory of directories.toReversed()) {
    try {
      rmdirSync(directory);
    } catch {
      return;
    }
  }
}

/** False when somebody else made it meanwhile. */
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
