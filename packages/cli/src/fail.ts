// Anything that was thrown → what is printed of it and the exit code. No stack for what a user can cause.
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
  // Help and version were asked for, and are printed already.
  if (error instanceof CommanderError && error.exitCode === 0) return ExitCode.pass;
  const { message, code } = describe(error);
  err.line(err.style.bad("✗ ") + redactSecrets(message));
  if (environment["DEBUG"]?.split(",").includes("fairhare") && !(error instanceof CommanderError))
    err.line(redactSecrets(inspect(error)));
  return code;
}

function describe(error: unknown): { message: string; code: ExitCode } {
  if (error instanceof InterruptedError)
    return { message: "Interrupted before anything was measured.", code: exitCodeOf(error.code) };
  if (error instanceof FairhareError) return { message: error.message, code: exitCodeOf(error.code) };
  if (error instanceof CommanderError) return { message: usageMessage(error), code: ExitCode.usage };
  return {
    message: `Fairhare itself broke: ${messageOf(error)}\nThis is a bug; DEBUG=fairhare shows where.`,
    code: ExitCode.unknown,
  };
}

function usageMessage({ message, code }: CommanderError): string {
  // Commander quotes the word that it does not know; its value may be a URI.
  const text = redactValue(message.replace(/^error: /, "").replace(/'(-[^'=\s]*)=.*'/s, "'$1'"));
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  const hint = code === "commander.optionMissingArgument" && text.includes("'-h,") ? "Help is --help." : "See --help.";
  return `${sentence.replace(/\.?$/, ".")} ${hint}`;
}
