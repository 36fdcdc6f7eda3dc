// Starts the processes of a private node, each as the leader of its own process group, and kills them all.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { endProcesses } from "../../guardian/end-node.ts";
import type { Guardian } from "../../guardian/guardian.ts";
import { nodeProcesses, type NodeMark } from "../../guardian/marked-processes.ts";
import { BootError } from "../../probe-until-ready.ts";
import type { NodeLayout } from "../layout/layout.ts";
import { epmdArguments, findEpmd } from "./epmd.ts";

export class ServerProcesses {
  readonly mark: NodeMark;
  readonly environment: Readonly<Record<string, string>>;
  /** The start script of the last start. */
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

  /**
   * Starts epmd first if it is found; otherwise the server starts an additional Erlang machine to start epmd. Without
   * `epmdPort`, epmd runs already.
   */
  async spawnServer([file, ...args]: readonly [string, ...string[]], epmdPort?: number): Promise<ChildProcess> {
    const epmd = epmdPort === undefined ? undefined : findEpmd(this.environment["PATH"]);
    if (epmd) await this.#spawn(epmd, epmdArguments(epmdPort)).catch(() => undefined);
    this.server = await this.#spawn(file, args);
    return this.server;
  }

  /** Sends SIGKILL until no process is left. */
  async end(): Promise<void> {
    const survivors = await endProcesses(this.mark);
    if (survivors.length > 0)
      throw new Error(`processes ${survivors.join(", ")} of the broker did not end after SIGKILL`);
    for (const group of this.#groups) this.#guardian.tell(`-${group}`);
    this.#groups.clear();
    // Node knows of the exit only after its event. Until then, the child may keep our event loop alive.
    if (this.server && isAlive(this.server)) {
      this.server.ref();
      await once(this.server, "exit");
    }
  }

  async #spawn(file: string, args: readonly string[]): Promise<ChildProcess> {
    // A file, not a pipe to this process: if its reader ended, the server would stop at its next output.
    const output = openSync(this.#layout.output, "a", 0o600);
    try {
      const child = spawn(file, args, {
        cwd: this.#layout.root,
        env: this.environment,
        detached: true,
        stdio: ["ignore", output, output],
      });
      // The server must not keep the command line alive; if the broker is never disposed, the guardian cleans up.
      child.unref();
      await once(child, "spawn").catch((error: unknown) => {
        throw new BootError(`the server script cannot be executed: ${String(error)}`, { cause: error });
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
}

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;
