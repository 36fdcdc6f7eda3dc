// The bytes of a stored shard, read from its file piece by piece. A fleet can have more shards than a process may open
// files, so only a few of them are open at a time.
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { basename } from "node:path";
import { codeOf, fileProblem } from "@fairhare/core";
import { type ShardBytes, UnreadableShardError } from "@fairhare/protocol";

/** Far fewer than the usual limit of 1,024 open files. */
const MOST_OPEN = 64;

/** In the order of their opening. */
const opened = new Set<ShardFile>();

export type FoundShard =
  | { readonly kind: "found"; readonly bytes: ShardFile }
  | { readonly kind: "missing" }
  /** `problem` completes "it cannot be read: …". */
  | { readonly kind: "unreadable"; readonly problem: string };

/** A broken symbolic link counts as missing. Opens nothing but regular files, because a pipe would block forever. */
export function findShardFile(path: string): FoundShard {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return { kind: "unreadable", problem: "it is a directory" };
    if (!found.isFile()) return { kind: "unreadable", problem: "it is not a regular file" };
    // A file without read permission is found out here, like one with an error on its first bytes.
    const bytes = new ShardFile(path, found.size);
    bytes.read(new Uint8Array(1), 0);
    bytes.close();
    return { kind: "found", bytes };
  } catch (error) {
    const reason = error instanceof UnreadableShardError ? error.cause : error;
    const isNowhere = ["ENOENT", "ENOTDIR"].includes(codeOf(reason) ?? "");
    return isNowhere ? { kind: "missing" } : { kind: "unreadable", problem: fileProblem(reason) };
  }
}

class ShardFile implements ShardBytes {
  readonly size: number;
  readonly #path: string;
  #file: number | undefined;

  constructor(path: string, size: number) {
    this.#path = path;
    this.size = size;
  }

  /** Throws UnreadableShardError. */
  read(into: Uint8Array, offset: number): number {
    try {
      this.#file ??= this.#open();
      return readSync(this.#file, into, 0, into.byteLength, offset);
    } catch (error) {
      throw new UnreadableShardError(`${basename(this.#path)} cannot be read: ${fileProblem(error)}.`, {
        cause: error,
      });
    }
  }

  close(): void {
    if (this.#file === undefined) return;
    opened.delete(this);
    closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): number {
    if (opened.size >= MOST_OPEN) for (const oldest of opened) if (opened.size >= MOST_OPEN) oldest.close();
    const file = openSync(this.#path, "r");
    opened.add(this);
    return file;
  }
}
