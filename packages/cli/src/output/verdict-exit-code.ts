// What a verdict means for a script.
import type { Verdict } from "@fairhare/checker";
import { ExitCode } from "@fairhare/core";

const EXIT_CODE_OF = { pass: ExitCode.pass, fail: ExitCode.fail, unknown: ExitCode.unknown } as const;

export const exitCodeOfVerdict = (verdict: Verdict): ExitCode => EXIT_CODE_OF[verdict];
