// A command as a process of its own, for tests that interrupt it or need its exit: its output and its end.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const PROGRAM = fileURLToPath(new URL("../../bin/fairhare.mjs", import.meta.url));

export interface SpawnedCommand {
  readonly child: ChildProcessWithoutNullStreams;
  /** Everything so far; complete after `closed`. */
  readonly written: { out: string; err: string };
  /** Resolves with the exit code when the process has ended and its output was read; null if a signal ended it. */
  readonly closed: Promise<number | null>;
}

export function spawnCommand(
  directory: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): SpawnedCommand {
  const child = spawn(process.execPath, [PROGRAM, ...words], { cwd: directory, env: environment });
  const written = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (written.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (written.err += chunk.toString()));
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, written, closed };
}

interface EndedCommand {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Until it ends by itself. */
export async function endedCommand(...command: Parameters<typeof spawnCommand>): Promise<EndedCommand> {
  const { written, closed } = spawnCommand(...command);
  return { code: await closed, ...written };
}
