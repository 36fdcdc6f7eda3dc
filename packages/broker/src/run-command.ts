// Runs a short command to its end and returns its standard output (docs/decisions/running-commands.md).
import { type ChildProcess, spawn } from "node:child_process";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** The complete environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** The message is the command's standard error or output, or how the command ended. */
export class CommandError extends Error {}

/** More than any of our commands prints. */
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * The command leads its own process group, which is killed as a whole: `docker compose` is two processes, and the
 * second one continues if only the first is killed. Ctrl-C does not reach the group; only `signal` ends it. `onStart`
 * receives the group. No process of the group is left when this settles. Throws CommandError, or the signal's reason.
 */
export async function runCommand(
  { file, args, env }: Command,
  timeoutMs: number,
  signal: AbortSignal,
  onStart: (group: number) => void = () => {},
): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(file, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  if (child.pid !== undefined) onStart(child.pid);
  let stoppedFor: string | undefined;
  const end = (why?: string): void => {
    stoppedFor ??= why;
    killGroup(child);
  };
  const abort = (): void => end();
  const timer = setTimeout(() => end(`it took longer than ${timeoutMs / 1000} s`), timeoutMs);
  signal.addEventListener("abort", abort, { once: true });
  try {
    const { output, errors, how } = await ended(child, end);
    signal.throwIfAborted();
    if (stoppedFor === undefined && how === "") return output;
    throw new CommandError(stoppedFor ?? (lastLines(errors) || lastLines(output) || how));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** `how` says how a failed command ended; it is empty after exit code 0. */
function ended(
  child: ChildProcess,
  endIt: (why: string) => void,
): Promise<{ output: string; errors: string; how: string }> {
  const keep = { output: "", errors: "" };
  const keepInto = (name: keyof typeof keep) => (text: string) => {
    keep[name] += text;
    if (keep[name].length > OUTPUT_LIMIT_BYTES) endIt(`it printed more than ${OUTPUT_LIMIT_BYTES} bytes`);
  };
  child.stdout?.setEncoding("utf8").on("data", keepInto("output"));
  child.stderr?.setEncoding("utf8").on("data", keepInto("errors"));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ ...keep, how: error.message }));
    child.on("close", (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
      resolve({ ...keep, how: code === 0 ? "" : how });
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group has already ended.
  }
}

const lastLines = (text: string): string => text.trim().split("\n").slice(-5).join("\n");
