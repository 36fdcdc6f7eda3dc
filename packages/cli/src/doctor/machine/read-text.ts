// Reads small files of the kernel. They differ between systems, so a file that cannot be read is `undefined`.
import { readFileSync } from "node:fs";

/** The port of the readers: the text of a file, or `undefined`. */
export type ReadText = (path: string) => string | undefined;

export const readSystemFile: ReadText = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

/** The text without spaces around it; `undefined` also if nothing is left. */
export const readWord = (read: ReadText, path: string): string | undefined => read(path)?.trim() || undefined;
