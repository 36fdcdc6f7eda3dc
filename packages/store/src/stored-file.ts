// Reads and writes complete files of a stored run. Opens nothing but regular files, because a pipe would block
// forever.
import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeOf, fileProblem } from "@fairhare/core";

export type StoredFile =
  | { readonly kind: "read"; readonly bytes: Buffer }
  | { readonly kind: "missing" }
  /** `problem` completes "it cannot be read: …". */
  | { readonly kind: "unreadable"; readonly problem: string };

/** A broken symbolic link counts as missing. */
export function readStoredFile(path: string): StoredFile {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return { kind: "unreadable", problem: "it is a directory" };
    if (!found.isFile()) return { kind: "unreadable", problem: "it is not a regular file" };
    return { kind: "read", bytes: readFileSync(path) };
  } catch (error) {
    const isNowhere = ["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "");
    return isNowhere ? { kind: "missing" } : { kind: "unreadable", problem: fileProblem(error) };
  }
}

/**
 * Atomic: a reader finds the old content or the new one. Replaces a link or a pipe at `path`. Throws the system's
 * error.
 */
export function replaceFile(path: string, text: string): void {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  try {
    writeFileSync(draft, text, { flag: "wx" });
    renameSync(draft, path);
  } catch (error) {
    discard(draft);
    throw error;
  }
}

/** Ignores its own errors: the earlier error matters more. */
function discard(draft: string): void {
  try {
    rmSync(draft);
  } catch {
    // The file was not created.
  }
}
