// Outputs that cannot be written: the error before the measurement, and the messages and exit code after it.
import { counted, ExitCode, FairhareError, formatCount } from "@fairhare/core";
import type { Results, Verdict } from "@fairhare/results";
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

/** Prints what could not be written. `closing`: what is saved nevertheless, and what to do. */
export function showProblems(problems: readonly string[], closing: string | null, err: Channel): void {
  for (const problem of problems) err.line(`${err.style.bad("✗")} ${problem}`);
  if (problems.length > 0 && closing !== null) err.line(closing);
}

/** A run that could not be stored is missing in the results. `again`: the command that writes the report again. */
export function savedSentence({ trials }: Pick<Results, "trials">, again: string): string {
  const saved = trials.reduce((sum, { runs }) => sum + runs.length, 0);
  const missing = trials.reduce((sum, { missingRuns }) => sum + missingRuns, 0);
  if (saved === 0) return "No run is saved. Solve the problem, then run the experiment again.";
  const what =
    missing === 0
      ? "The measurement is saved"
      : `${formatCount(saved)} of ${counted(saved + missing, "run")} ${saved === 1 ? "is" : "are"} saved`;
  return `${what}. Solve the problem, then write the report again with: ${again}`;
}

const EXIT_CODE_OF = { pass: ExitCode.pass, fail: ExitCode.fail, unknown: ExitCode.unknown } as const;

export const exitCodeOfVerdict = (verdict: Verdict): ExitCode => EXIT_CODE_OF[verdict];

/** A file that could not be written turns a pass into a usage error; other codes stay. */
export const exitCodeWith = (problems: readonly string[], code: ExitCode): ExitCode =>
  code === ExitCode.pass && problems.length > 0 ? ExitCode.usage : code;
