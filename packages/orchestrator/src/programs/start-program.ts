// Starts a program in its own process group and reports its end. Whoever starts it decides when to end it.
import { spawn } from "node:child_process";
import { endGroup } from "@fairhare/broker";
import { whyNotExecutable } from "./find-program.ts";
import type { ProgramOutput } from "./program-output.ts";
import type { ProgramStart } from "./program-command.ts";

/** A background process of the program may hold its output open; its text is not waited for longer. Milliseconds. */
const OUTPUT_TIMEOUT_MS = 200;

export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started, as a sentence; undefined if it was. */
  readonly problem?: string;
}

export interface RunningProgram {
  /** Its process group; 0 if it could not be started. */
  readonly group: number;
  /** Resolves when the program and its process group have ended and its output is read. */
  readonly ended: Promise<ProgramEnd>;
  /** Sends the signal to the process group. */
  signal(signal: NodeJS.Signals): void;
}

export type StartProgram = (start: ProgramStart, output: ProgramOutput) => RunningProgram;

export const startProgram: StartProgram = ({ file, args, environment }, output) => {
  const child = spawn(file, [...args], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own: signals reach the program with all that it starts, and Ctrl-C does not reach it.
    detached: true,
  });
  const group = child.pid ?? 0;
  const closed = [child.stdout, child.stderr].map((stream) => {
    const { take, end } = output.stream();
    stream.on("data", take);
    return new Promise<void>((resolve) =>
      stream.on("close", () => {
        end();
        resolve();
      }),
    );
  });
  const exited = new Promise<ProgramEnd>((resolve) => {
    child.on("error", (error) => {
      const problem = whyNotExecutable(file) ?? `"${file}" could not be started: ${error.message}.`;
      if (child.pid === undefined) resolve({ exitCode: null, signal: null, problem });
    });
    child.on("exit", (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const ended = exited.then(async (end) => {
    // What the program has started ends with it, as in a container.
    if (group > 0) endGroup(group);
    const timer = setTimeout(
      () => [child.stdout, child.stderr].forEach((stream) => stream.destroy()),
      OUTPUT_TIMEOUT_MS,
    );
    await Promise.all(closed);
    clearTimeout(timer);
    return end;
  });
  return {
    group,
    ended,
    signal: (signal) => {
      if (group > 0) signalGroup(group, signal);
    },
  };
};

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The program has ended.
  }
}
