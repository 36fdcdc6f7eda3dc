// The root of every error that a user can cause or has to act on. One subclass a failure, beside its thrower.
import type { ErrorCode } from "./exit-code.ts";

/**
 * The message is one or more full sentences that name the flag, file or setting and the mend.
 * It is printed as it is, without a stack (`DEBUG=fairhare` shows the stack and the cause).
 */
export abstract class FairhareError extends Error {
  abstract readonly code: ErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The text of anything thrown, for embedding in a sentence. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

const WORDS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission is denied"],
  ["EPERM", "permission is denied"],
  ["EROFS", "the file system is read-only"],
  ["ENOENT", "there is no such file or directory"],
  ["ENOTDIR", "a part of the path is a file, not a directory"],
  ["EISDIR", "it is a directory"],
  ["ELOOP", "the symbolic links form a loop"],
  ["ENAMETOOLONG", "the name is too long"],
  ["ENOSPC", "no space is left on the device"],
  ["EDQUOT", "the disk quota is used up"],
  ["EFBIG", "the file would be too large"],
  ["EIO", "the device reports an error"],
  ["ENXIO", "no process reads from the pipe"],
  ["EEXIST", "a file of that name is in the way"],
  ["EPIPE", "its reader has gone away"],
  ["ETXTBSY", "it is a program that is running"],
  ["ERR_FS_FILE_TOO_LARGE", "it is too large to be read at once"],
  ["ERR_STRING_TOO_LONG", "it is too large to be read at once"],
]);

/** No full stop. */
export const fileProblem = (error: unknown): string => WORDS.get(codeOf(error) ?? "") ?? messageOf(error);

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** Closes a switch over a union: the compiler complains when a variant has no case. */
export function assertNever(value: never): never {
  throw new Error(`unhandled variant: ${JSON.stringify(value)}`);
}
