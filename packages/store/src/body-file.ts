// Measures a body file before the run. The producers read it themselves, so that it is neither stored with the run nor
// sent between processes.
import { accessSync, constants, statSync } from "node:fs";
import { relative } from "node:path";
import { fileProblem } from "@fairhare/core";

/** RabbitMQ's default max_message_size before version 4; a private node accepts no more. */
const MAX_BODY_BYTES = 134_217_728;

/**
 * The path of the file relative to the working directory, which the processes of the fleet share, and its bytes.
 * @throws Error whose message is a sentence for the user.
 */
export function measureBodyFile(path: string): { readonly path: string; readonly bytes: number } {
  const bytes = readableBytes(path);
  if (bytes === null) throw new Error("This is not a file. Use the path of a file.");
  if (bytes > MAX_BODY_BYTES) throw new Error(`The file has ${bytes} bytes. Use at most ${MAX_BODY_BYTES}.`);
  return { path: relative(process.cwd(), path), bytes };
}

/** Null for a directory or a device. */
function readableBytes(path: string): number | null {
  try {
    accessSync(path, constants.R_OK);
    const stats = statSync(path);
    return stats.isFile() ? stats.size : null;
  } catch (cause) {
    throw new Error(`The file cannot be read: ${fileProblem(cause)}.`, { cause });
  }
}
