// Writes a file whole or not at all: whoever reads along, or after a crash, finds the old content or the new one.
import { randomBytes } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What is at `path`, be it a link or a pipe, is replaced and never opened. Throws the system's error. */
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

/** Whether it is there or not: what went wrong before matters more. */
function discard(draft: string): void {
  try {
    rmSync(draft);
  } catch {
    // It was never made.
  }
}
