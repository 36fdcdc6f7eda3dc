// Why the system did not start a process, in words.
import { codeOf, messageOf } from "@fairhare/core";

const PROBLEMS: ReadonlyMap<string, string> = new Map([
  ["ENOMEM", "there is not enough memory for another process"],
  [
    "EAGAIN",
    "the limit of processes is reached; raise it (ulimit -u, the pids limit of a container), or use fewer processes",
  ],
  ["EMFILE", "the limit of open files is reached; raise it (ulimit -n), or use fewer processes"],
  ["ENFILE", "the machine has no open files left"],
  ["E2BIG", "its environment variables are too large"],
  ["EACCES", "the program may not be executed"],
  ["ENOENT", "the program does not exist"],
]);

/** A clause with the code of the system, such as "there is not enough memory for another process (ENOMEM)". */
export function launchProblem(error: unknown): string {
  const code = codeOf(error) ?? "";
  const words = PROBLEMS.get(code);
  return words === undefined ? messageOf(error) : `${words} (${code})`;
}
