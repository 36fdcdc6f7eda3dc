// What every command is given: the terminal, the user's surroundings, and the way to end.
import type { ExitCode } from "@fairhare/core";
import type { Interruption } from "./interruption.ts";
import type { Terminal } from "./terminal/terminal.ts";

export interface Cli {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What was typed after the program's name. */
  readonly words: readonly string[];
  /** Where the user stands: paths that were typed are relative to it. */
  readonly userDirectory: string;
  /** Where `reports/` and `.runs/` are. */
  readonly homeDirectory: string;
  readonly interruption: Interruption;
  readonly now: () => Date;
  /** The command's result; the process ends with it when everything is cleaned up. */
  readonly endWith: (code: ExitCode) => void;
}

/** The scripts that start us, in the root's package.json; under another script INIT_CWD is about that one. */
const OUR_SCRIPTS = new Set(["bench", "new-task", "tasks-worker"]);

/** Where the user stood when typing: npm changes to the package's root first, and says so in INIT_CWD. */
export function userDirectory(
  environment: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): string {
  const { INIT_CWD: initial, npm_lifecycle_event: script } = environment;
  return initial && script && OUR_SCRIPTS.has(script) ? initial : workingDirectory;
}
