// The environment of every command: terminal, directories, interruption, exit code.
import { type ExitCode, isCheckout } from "@fairhare/core";
import type { Interruption } from "./interruption.ts";
import type { Terminal } from "./terminal/terminal.ts";

export interface Cli {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The command-line arguments. */
  readonly words: readonly string[];
  /** The working directory of the user; typed paths are relative to it. */
  readonly userDirectory: string;
  /** The parent of `reports/` and `.runs/`. */
  readonly homeDirectory: string;
  /** The tutorial's claims, one JSON file each. */
  readonly claimsDirectory: string;
  readonly interruption: Interruption;
  readonly now: () => Date;
  /** Sets the exit code; the process exits with it after the cleanup. */
  readonly endWith: (code: ExitCode) => void;
}

/** The scripts in the root package.json that start Fairhare; other scripts may set INIT_CWD as well. */
const OUR_SCRIPTS = new Set(["bench", "new-task", "tasks-worker"]);

/**
 * The working directory of the user: npm changes to the package root and stores the original directory in INIT_CWD.
 * Scripts of packages that depend on Fairhare start in their own root, as their authors expect.
 */
export function userDirectory(
  environment: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): string {
  const { INIT_CWD: initial, npm_lifecycle_event: script } = environment;
  return isCheckout && initial && script && OUR_SCRIPTS.has(script) ? initial : workingDirectory;
}
