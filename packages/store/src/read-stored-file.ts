// Reads a file of a stored run whole, if it is one: nothing else is opened, because a pipe would be waited for for ever.
import { readFileSync, statSync } from "node:fs";
import { codeOf, fileProblem } from "@fairhare/core";

export type StoredFile =
  | { readonly kind: "read"; readonly bytes: Buffer }
  | { readonly kind: "missing" }
  /** `problem` completes "it cannot be read: …". */
  | { readonly kind: "unreadable"; readonly problem: string };

/** A name that leads nowhere is missing. */
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
