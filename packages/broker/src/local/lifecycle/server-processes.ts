// Starts the processes of a managed node, each the leader of a process group of its own, and ends them all.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { delimiter, join } from "node:path";
import { endProcesses } from "../../guardian/end-node.ts";
import type { Guardian } from "../../guardian/guardian.ts";
import { nodeProcesses, type NodeMark } from "../../guardian/marked-processes.ts";
import { BootError } from "../../until-serving.ts";
import { isExecutable } from "../installed/wrapper-script.ts";
import type { NodeLayout } from "../layout/layout.ts";

export class ServerProcesses {
  readonly mark: NodeMark;
  readonly environment: Readonly<Record<string, string>>;
  /** The start script of the last boot. */
  server: ChildProcess | undefined;
  readonly #groups = new Set<number>();
  readonly #layout: NodeLayout;
  readonly #guardian: Guardian;

  constructor(id: string, environment: Readonly<Record<string, string>>, layout: NodeLayout, guardian: Guardian) {
    this.mark = { id, groups: this.#groups };
    this.environment = environment;
    this.#layout = layout;
    this.#guardian = guardian;
  }

  get serverRuns(): boolean {
    return this.server !== undefined && isAlive(this.server);
  }

  pids(): number[] {
    return nodeProcesses(this.mark);
  }

  /** With an epmd of our own before it where there is one to be found: else the server boots an Erlang to start one. */
  async spawnServer([file, ...args]: readonly [string, ...string[]], epmdPort: number): Promise<ChildProcess> {
    const epmd = this.#findEpmd();
    if (epmd) await this.#spawn(epmd, ["-address", "127.0.0.1", "-port", String(epmdPort)]).catch(() => undefined);
    this.server = await this.#spawn(file, args);
    return this.server;
  }

  /** SIGKILL until none is left. */
  async end(): Promise<void> {
    const survivors = await endProcesses(this.mark);
    if (survivors.length > 0) throw new Error(`processes ${survivors.join(", ")} of the broker do not die`);
    for (const group of this.#groups) this.#guardian.tell(`-${group}`);
    this.#groups.clear();
    // Only the exit event tells Node that it is gone. While it is waited for, it may keep us alive.
    if (this.server && isAlive(this.server)) {
      this.server.ref();
      await once(this.server, "exit");
    }
  }

  async #spawn(file: string, args: readonly string[]): Promise<ChildProcess> {
    // A file, not a pipe to us: a server whose reader died would stop at its next word.
    const output = openSync(this.#layout.output, "a", 0o600);
    try {
      const child = spawn(file, args, {
        cwd: this.#layout.root,
        env: this.environment,
        detached: true,
        stdio: ["ignore", output, output],
      });
      // A CLI that ends without disposing of the broker ends; the guardian does the rest.
      child.unref();
      await once(child, "spawn").catch((error: unknown) => {
        throw new BootError(`it cannot be executed: ${String(error)}`, { cause: error });
      });
      if (child.pid !== undefined) {
        this.#groups.add(child.pid);
        this.#guardian.tell(`+${child.pid}`);
      }
      return child;
    } finally {
      closeSync(output);
    }
  }

  #findEpmd(): string | undefined {
    const directories = (this.environment["PATH"] ?? "").split(delimiter).filter(Boolean);
    return directories.map((directory) => join(directory, "epmd")).find(isExecutable);
  }
}

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;
