// Outputs that cannot be written: the error before the measurement, and the messages and exit code after it.
import { ExitCode, FairhareError } from "@fairhare/core";
import type { Verdict } from "@fairhare/results";
import type { Channel } from "../terminal/terminal.ts";

/** Lists all problems, one per line. */
export class OutputNotWritableError extends FairhareError {
  readonly code = "OUTPUT_NOT_WRITABLE";

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** Converts an OutputNotWritableError of `attempt` into its problems; rethrows other errors. */
export function problemsOf(attempt: () => void): string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    if (!(error instanceof OutputNotWritableError)) throw error;
    return error.message.split("\n");
  }
}

/** Prints what could not be written. `again`: the command that writes it again. */
export function showProblems(problems: readonly string[], again: string | null, err: Channel): void {
  for (const problem of problems) err.line(`${err.style.bad("✗")} ${problem}`);
  if (problems.length > 0 && again !== null)
    err.line(`The measurement is saved. Solve the problem, then write the report again with: ${again}`);
}

const EXIT_CODE_OF = { pass: ExitCode.pass, fail: ExitCode.fail, unknown: ExitCode.unknown } as const;

export const exitCodeOfVerdict = (verdict: Verdict): ExitCode => EXIT_CODE_OF[verdict];

/** A file that could not be written turns a pass into a usage error; other codes stay. */
export const exitCodeWith = (problems: readonly string[], code: ExitCode): ExitCode =>
  code === ExitCode.pass && problems.length > 0 ? ExitCode.usage : code;
