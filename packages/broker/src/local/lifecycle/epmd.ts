// Finds epmd, which tells the Erlang machines of a host each other's ports, and keeps one for the nodes of a cluster: it
// must survive the kill of each of them.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { FairhareError } from "@fairhare/core";
import { ProgramGuard } from "../../guardian/program-guard.ts";
import type { Environment } from "../../broker.ts";
import { isExecutable } from "../installed/wrapper-script.ts";

class EpmdNotFoundError extends FairhareError {
  readonly code = "BROKER_START_FAILED";
}

export const findEpmd = (path = ""): string | undefined =>
  path
    .split(delimiter)
    .filter(Boolean)
    .map((directory) => join(directory, "epmd"))
    .find(isExecutable);

export const epmdArguments = (port: number | undefined): string[] => ["-address", "127.0.0.1", "-port", String(port)];

/** A guardian ends it with this process. */
export class SharedEpmd implements AsyncDisposable {
  readonly port: number;
  readonly #file: string;
  readonly #env: Environment;
  readonly #guard: ProgramGuard;
  #process: ChildProcess | undefined;

  private constructor(port: number, file: string, env: Environment, guard: ProgramGuard) {
    this.port = port;
    this.#file = file;
    this.#env = env;
    this.#guard = guard;
  }

  /** Throws EpmdNotFoundError. */
  static async start(port: number, env: Environment): Promise<SharedEpmd> {
    const file = findEpmd(env["PATH"]);
    if (file === undefined)
      throw new EpmdNotFoundError(
        "A cluster needs epmd, which is part of Erlang, and it is not on PATH. Add the directory of Erlang's programs to PATH, or remove --nodes.",
      );
    const epmd = new SharedEpmd(port, file, env, await ProgramGuard.start());
    try {
      await epmd.ensure();
      return epmd;
    } catch (error) {
      await epmd[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Starts it again if something has killed it; the running nodes then register again by themselves. */
  async ensure(): Promise<void> {
    if (this.#process?.exitCode === null && this.#process.signalCode === null) return;
    const { PATH: path = "" } = this.#env;
    const child = spawn(this.#file, epmdArguments(this.port), {
      cwd: "/",
      env: { PATH: path, ...this.#guard.environment },
      detached: true,
      stdio: "ignore",
    });
    await once(child, "spawn");
    child.unref();
    this.#process = child;
    if (child.pid !== undefined) this.#guard.started(child.pid);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#guard[Symbol.asyncDispose]();
  }
}
