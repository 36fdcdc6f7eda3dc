// Whether files can be written to a directory that may not exist yet: by trying, because root is permitted what the
// system then does not do.
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, fileProblem } from "@fairhare/core";
import { makeDirectories, missingDirectories, removeEmpty } from "@fairhare/store";

/** Somebody else who tries as well may take a directory away again that was there a moment ago. */
const ATTEMPTS = 3;

/** A clause that says why not; null when it can. Leaves nothing behind. */
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
    // A byte, for a disk that is full takes new names all the same.
    writeFileSync(probe, "\n", { flag: "wx" });
  } finally {
    rmSync(probe, { force: true });
    removeEmpty(missing);
  }
}
