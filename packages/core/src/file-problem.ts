// What the system says against a file, in words that complete "it cannot be read: …".
import { messageOf } from "./error.ts";

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
