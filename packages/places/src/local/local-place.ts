// This machine as a place: its processes are forked and controlled over IPC.
import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import type { ChildMessage, ChildPlan } from "@fairhare/protocol";
import type { LaunchedProcess, Place, ProcessListener } from "../place.ts";
import { CHILD_ARGUMENTS, CHILD_ENVIRONMENT } from "./child-options.ts";
import { launchProblem } from "./launch-problem.ts";

type Role = ChildPlan["role"];

// The published package maps these names to other files.
const resolve = createRequire(import.meta.url).resolve;
const PROGRAM: Readonly<Record<Role, () => string>> = {
  producer: () => resolve("#producer-process"),
  worker: () => resolve("#worker-process"),
};

/** Characters of a child's standard error that are kept for the error message. */
const KEPT_STDERR = 2_000;

export interface LocalPlaceOptions {
  /** Added to the environment of every process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The programs of the processes; Fairhare's own by default. */
  readonly programs?: Readonly<Record<Role, () => string>>;
}

export function createLocalPlace({ environment = {}, programs = PROGRAM }: LocalPlaceOptions = {}): Place {
  return { launch: (role, listener) => launch(programs[role], environment, listener) };
}

export const localPlace: Place = createLocalPlace();

/** A process that cannot be started ends at once, whether Node throws, as without memory, or emits the error. */
function launch(
  program: () => string,
  environment: Readonly<Record<string, string>>,
  { onMessage, onEnd }: ProcessListener,
): LaunchedProcess {
  const neverRan = (error: unknown): void =>
    onEnd({
      exitCode: null,
      signal: null,
      isGraceful: false,
      reason: `It could not be started: ${launchProblem(error)}.`,
    });
  let child: ChildProcess;
  try {
    child = fork(program(), {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: [...CHILD_ARGUMENTS],
      env: { ...CHILD_ENVIRONMENT, ...process.env, ...environment },
    });
  } catch (error) {
    // The caller has the process before it learns of its end.
    setImmediate(() => neverRan(error));
    return { pid: 0, send: () => undefined, kill: () => undefined };
  }
  let errorText = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (errorText = (errorText + text).slice(-KEPT_STDERR)));
  child.on("message", (message: ChildMessage) => onMessage(message));
  child.on("error", (error) => {
    if (child.pid === undefined) neverRan(error);
    else errorText = error.message;
  });
  child.on("exit", (exitCode, signal) =>
    onEnd({ exitCode, signal, isGraceful: exitCode === 0, reason: errorText.trim() || undefined }),
  );
  return {
    pid: child.pid ?? 0,
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    kill: (signal) => void child.kill(signal),
  };
}
