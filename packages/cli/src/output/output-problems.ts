// An output that cannot be written is found out before the measurement, not after it.
import { ExitCode, FairhareError } from "@fairhare/core";
import type { Verdict } from "@fairhare/results";
import type { Channel } from "../terminal/terminal.ts";

/** All that are wrong at once, a line each. */
export class OutputNotWritableError extends FairhareError {
  readonly code = "OUTPUT_NOT_WRITABLE";

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** What may be thrown, as the problems that it stands for; anything else is thrown again. */
export function problemsOf(attempt: () => void): string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    if (!(error instanceof OutputNotWritableError)) throw error;
    return error.message.split("\n");
  }
}

/** What could not be written at the end, after everything that could. `again` is the command that writes it again. */
export function showProblems(problems: readonly string[], again: string | null, err: Channel): void {
  for (const problem of problems) err.line(`${err.style.bad("✗")} ${problem}`);
  if (problems.length > 0 && again !== null)
    err.line(`The measurement is saved. When there is room, write the report again: ${again}`);
}

const EXIT_CODE_OF = { pass: ExitCode.pass, fail: ExitCode.fail, unknown: ExitCode.unknown } as const;

export const exitCodeOfVerdict = (verdict: Verdict): ExitCode => EXIT_CODE_OF[verdict];

/** A file that could not be written spoils a success, and hides nothing that is worse. */
export const exitCodeWith = (problems: readonly string[], code: ExitCode): ExitCode =>
  code === ExitCode.pass && problems.length > 0 ? ExitCode.usage : code;
