// What a verdict means for a script.
import type { Verdict } from "@fairhare/results";
import { ExitCode } from "@fairhare/core";

const EXIT_CODE_OF = { pass: ExitCode.pass, fail: ExitCode.fail, unknown: ExitCode.unknown } as const;

export const exitCodeOfVerdict = (verdict: Verdict): ExitCode => EXIT_CODE_OF[verdict];

/** A file that could not be written spoils a success, and hides nothing that is worse. */
export const exitCodeWith = (problems: readonly string[], code: ExitCode): ExitCode =>
  code === ExitCode.pass && problems.length > 0 ? ExitCode.usage : code;
