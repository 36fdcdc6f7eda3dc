// Runs a short command to its end and gives its standard output.
import { execFile } from "node:child_process";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment, nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** The message is what the command said on its standard error, or how it ended. */
export class CommandError extends Error {}

/** More than any command here prints; beyond it something is wrong. */
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

/** Throws CommandError, or the signal's reason. */
export function runCommand(command: Command, timeoutMs: number, signal: AbortSignal): Promise<string> {
  const { file, args, env } = command;
  return new Promise((resolve, reject) => {
    const options = { env, signal, timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: OUTPUT_LIMIT_BYTES } as const;
    execFile(file, args, options, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if (signal.aborted) reject(signal.reason as Error);
      else if (error.killed) reject(new CommandError(`it took longer than ${timeoutMs / 1000} s`, { cause: error }));
      else reject(new CommandError(lastLines(stderr) || lastLines(stdout) || error.message, { cause: error }));
    });
  });
}

const lastLines = (text: string): string => text.trim().split("\n").slice(-5).join("\n");
