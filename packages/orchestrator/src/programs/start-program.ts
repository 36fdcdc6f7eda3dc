// Starts a program in its own process group and reports its end. Whoever starts it decides when to end it.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { endGroup } from "@fairhare/broker";
import { launchProblem } from "@fairhare/places";
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
  const neverRan = (error: unknown): ProgramEnd => ({
    exitCode: null,
    signal: null,
    problem: whyNotExecutable(file) ?? `"${file}" could not be started: ${launchProblem(error)}.`,
  });
  let child: ChildProcessByStdio<null, Readable, Readable>;
  try {
    child = spawn(file, [...args], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own: signals reach the program with all that it starts, and Ctrl-C does not reach it.
      detached: true,
    });
  } catch (error) {
    // Node throws some errors of the system, such as ENOMEM, and emits the others.
    return { group: 0, ended: Promise.resolve(neverRan(error)), signal: () => undefined };
  }
  const group = child.pid ?? 0;
  // Without a file descriptor for them, there are no streams.
  const streams: readonly (Readable | undefined)[] = [child.stdout, child.stderr];
  const closed = streams.map((stream) => {
    if (stream === undefined) return Promise.resolve();
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
      if (child.pid === undefined) resolve(neverRan(error));
    });
    child.on("exit", (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const ended = exited.then(async (end) => {
    // What the program has started ends with it, as in a container.
    if (group > 0) endGroup(group);
    const timer = setTimeout(() => streams.forEach((stream) => stream?.destroy()), OUTPUT_TIMEOUT_MS);
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
