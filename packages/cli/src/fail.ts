// Prints a thrown error and returns its exit code. Shows a stack trace only with DEBUG=fairhare.
import { inspect } from "node:util";
import { ExitCode, exitCodeOf, FairhareError, messageOf, redactSecrets, redactValue } from "@fairhare/core";
import { CommanderError } from "commander";
import { InterruptedError } from "./interruption.ts";
import type { GithubCli } from "./output/github-outputs.ts";

/** In GitHub Actions, the error is an annotation and part of the summary as well. */
export async function explainFailure(error: unknown, cli: GithubCli): Promise<ExitCode> {
  // --help and --version have printed their output already.
  if (error instanceof CommanderError && error.exitCode === 0) return ExitCode.pass;
  const { environment, terminal } = cli;
  const { err } = terminal;
  const { message: text, code } = describe(error);
  const message = redactSecrets(text);
  err.line(err.style.bad("✗ ") + message);
  if (environment["DEBUG"]?.split(",").includes("fairhare") && !(error instanceof CommanderError))
    err.line(redactSecrets(inspect(error)));
  if (environment["GITHUB_ACTIONS"] || environment["GITHUB_STEP_SUMMARY"]) {
    // Loaded only here, because the code that draws reports takes a second to load.
    const { writeGithubFailure } = await import("./output/github-outputs.ts");
    writeGithubFailure({ message, code }, cli);
  }
  return code;
}

function describe(error: unknown): { message: string; code: ExitCode } {
  if (error instanceof InterruptedError) return { message: "Interrupted.", code: exitCodeOf(error.code) };
  if (error instanceof FairhareError) return { message: error.message, code: exitCodeOf(error.code) };
  if (error instanceof CommanderError) return { message: usageMessage(error), code: ExitCode.usage };
  return {
    message: `Internal error (please report it): ${messageOf(error)}\nSet DEBUG=fairhare to see the stack trace.`,
    code: ExitCode.unknown,
  };
}

function usageMessage({ message, code }: CommanderError): string {
  // Commander's message is "(outputHelp)".
  if (code === "commander.help") return "A subcommand is missing. See --help.";
  // Commander quotes an unknown option; its value may be a URI with a password.
  const text = redactValue(message.replace(/^error: /, "").replace(/'(-[^'=\s]*)=.*'/s, "'$1'"));
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  const hint =
    code === "commander.optionMissingArgument" && text.includes("'-h,") ? "Use --help for help." : "See --help.";
  return `${sentence.replace(/\.?$/, ".")} ${hint}`;
}
