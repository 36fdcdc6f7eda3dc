// Prints a thrown error and returns its exit code. Shows a stack trace only with DEBUG=fairhare.
import { inspect } from "node:util";
import { ExitCode, exitCodeOf, FairhareError, messageOf, redactSecrets, redactValue } from "@fairhare/core";
import { CommanderError } from "commander";
import { InterruptedError } from "./interruption.ts";
import type { Channel } from "./terminal/terminal.ts";

export function explainFailure(
  error: unknown,
  err: Channel,
  environment: Readonly<Record<string, string | undefined>>,
): ExitCode {
  // --help and --version have printed their output already.
  if (error instanceof CommanderError && error.exitCode === 0) return ExitCode.pass;
  const { message, code } = describe(error);
  err.line(err.style.bad("✗ ") + redactSecrets(message));
  if (environment["DEBUG"]?.split(",").includes("fairhare") && !(error instanceof CommanderError))
    err.line(redactSecrets(inspect(error)));
  return code;
}

function describe(error: unknown): { message: string; code: ExitCode } {
  if (error instanceof InterruptedError)
    return { message: "Interrupted before the measurement started.", code: exitCodeOf(error.code) };
  if (error instanceof FairhareError) return { message: error.message, code: exitCodeOf(error.code) };
  if (error instanceof CommanderError) return { message: usageMessage(error), code: ExitCode.usage };
  return {
    message: `Internal error (please report it): ${messageOf(error)}\nSet DEBUG=fairhare to see the stack trace.`,
    code: ExitCode.unknown,
  };
}

function usageMessage({ message, code }: CommanderError): string {
  // Commander quotes an unknown option; its value may be a URI with a password.
  const text = redactValue(message.replace(/^error: /, "").replace(/'(-[^'=\s]*)=.*'/s, "'$1'"));
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  const hint =
    code === "commander.optionMissingArgument" && text.includes("'-h,") ? "Use --help for help." : "See --help.";
  return `${sentence.replace(/\.?$/, ".")} ${hint}`;
}
