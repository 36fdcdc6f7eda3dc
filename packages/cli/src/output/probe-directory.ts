// Tests whether files can be written to a directory that may not exist yet. It tries to, because permissions do not tell:
// root has all permissions, but a file system may still refuse to write.
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, fileProblem } from "@fairhare/core";
import { makeDirectories, missingDirectories, removeEmpty } from "@fairhare/store";

/** Another process that probes at the same time may remove the empty directory. */
const ATTEMPTS = 3;

/** A clause on why the directory is not writable; null when it is. Leaves no files behind. */
export function whyNotWritable(path: string): string | null {
  for (let attempt = 1; ; attempt++) {
    try {
      writeProbe(path);
      return null;
    } catch (error) {
      if (codeOf(error) !== "ENOENT" || attempt === ATTEMPTS) return fileProblem(error);
    }
  }
}

function writeProbe(path: string): void {
  const missing = missingDirectories(path);
  const probe = join(path, `.fairhare-${randomBytes(6).toString("hex")}`);
  makeDirectories(path);
  try {
    // One byte, because a full disk still accepts empty files.
    writeFileSync(probe, "\n", { flag: "wx" });
  } finally {
    rmSync(probe, { force: true });
    removeEmpty(missing);
  }
}
