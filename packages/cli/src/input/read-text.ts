// Reads a text file named by the user, up to a size limit: the file may be endless, such as `/dev/zero`.
import { closeSync, openSync, readSync } from "node:fs";
import { fileProblem } from "@fairhare/core";

const CHUNK_BYTES = 65_536;

/**
 * Reads pipes as well, so that `--experiment <(jq …)` works.
 * @throws Error whose message is a sentence for the user.
 */
export function readText(path: string, maxBytes: number): string {
  const bytes = readBytes(path, maxBytes);
  if (bytes.length > maxBytes)
    throw new Error(`The file is larger than ${maxBytes / 1_048_576} MiB. Use a smaller file.`);
  // A BOM would become a character at the beginning of the text.
  if (bytes.subarray(0, 3).equals(BOM))
    throw new Error("The file begins with a byte order mark (BOM). Save it as UTF-8 without BOM.");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Error("The file is not valid UTF-8. Save it as UTF-8.", { cause });
  }
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** At most one byte more than the limit. */
function readBytes(path: string, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    while (total <= maxBytes) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, maxBytes + 1 - total));
      const length = readSync(file, chunk);
      if (length === 0) break;
      chunks.push(chunk.subarray(0, length));
      total += length;
    }
  } catch (cause) {
    throw new Error(`The file cannot be read: ${fileProblem(cause)}.`, { cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
  return Buffer.concat(chunks);
}
