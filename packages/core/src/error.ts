// The base class of every error that a user can cause or must act on, and the text of errors thrown by others.
// Each failure has its own subclass, beside the code that throws it.
import type { ErrorCode } from "./exit-code.ts";

/**
 * The message is one or more full sentences: what is wrong, in which flag, file or setting, and what to do.
 * The command line prints it without a stack (`DEBUG=fairhare` shows the stack and the cause).
 */
export abstract class FairhareError extends Error {
  abstract readonly code: ErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The text of any thrown value, for use inside a sentence. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

const FILE_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission is denied"],
  ["EPERM", "permission is denied"],
  ["EROFS", "the file system is read-only"],
  ["ENOENT", "there is no such file or directory"],
  ["ENOTDIR", "part of the path is a file, not a directory"],
  ["EISDIR", "it is a directory"],
  ["ELOOP", "the symbolic links form a loop"],
  ["ENAMETOOLONG", "the name is too long"],
  ["ENOSPC", "no space is left on the device"],
  ["EDQUOT", "the disk quota is used up"],
  ["EFBIG", "the file would be too large"],
  ["EIO", "the device reports an error"],
  ["ENXIO", "no process reads from the pipe"],
  ["EEXIST", "a file of that name already exists"],
  ["EPIPE", "the reader closed the pipe"],
  ["ETXTBSY", "it is a running program"],
  ["ERR_FS_FILE_TOO_LARGE", "it is too large to be read at once"],
  ["ERR_STRING_TOO_LONG", "it is too large to be read at once"],
]);

/** Completes a sentence such as "it cannot be read: …"; without a full stop. */
export const fileProblem = (error: unknown): string => FILE_PROBLEMS.get(codeOf(error) ?? "") ?? messageOf(error);

/** The `code` of an error of Node or the operating system, such as `ENOENT`. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** Ends a switch over a union: the compiler reports a variant without a case. */
export function assertNever(value: never): never {
  throw new Error(`unhandled variant: ${JSON.stringify(value)}`);
}
