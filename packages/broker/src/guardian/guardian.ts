// The command line's side of the guardian: starts it before there is anything to clean up, and releases it when
// everything is clean.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { type GuardianTask, type GuardianMessage, taskLabel, taskLine } from "./task.ts";

/** After `done` the guardian only leaves its event loop; if it is stopped or gets no CPU time, it is killed. */
const RELEASE_TIMEOUT_MS = 2_000;

export class Guardian {
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#process = child;
    this.#exited = once(child, "exit");
  }

  static async start(task: GuardianTask): Promise<Guardian> {
    const child = spawn(process.execPath, [builtProgram(), taskLabel(task)], {
      cwd: "/",
      detached: true,
      // The guardian must not inherit debugger options or the marker of an outer node.
      env: { PATH: process.env["PATH"] ?? "" },
      stdio: ["pipe", "ignore", "ignore"],
    });
    await once(child, "spawn");
    const guardian = new Guardian(child);
    // The guardian must not keep the command line alive. If the guardian was killed, writing to it is not an error: the
    // command line cleans up itself.
    child.unref();
    if (child.stdin && "unref" in child.stdin && typeof child.stdin.unref === "function") child.stdin.unref();
    child.stdin?.on("error", () => {});
    await guardian.#handOver(task);
    return guardian;
  }

  /** Resolves when the task is in the kernel: the guardian then reads it even if this process is killed. */
  async #handOver(task: GuardianTask): Promise<void> {
    const { stdin } = this.#process;
    if (stdin?.writable !== true) return;
    await new Promise<void>((resolve) => void stdin.write(taskLine(task), () => resolve()));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  tell(message: GuardianMessage): void {
    if (this.#process.stdin?.writable) this.#process.stdin.write(`${message}\n`);
  }

  /** Call only when nothing is left to clean up. Resolves when the guardian has ended. */
  async release(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const timeout = setTimeout(() => this.#process.kill("SIGKILL"), RELEASE_TIMEOUT_MS);
    this.#process.ref();
    this.#process.stdin?.end("done\n" satisfies `${GuardianMessage}\n`);
    await this.#exited;
    clearTimeout(timeout);
  }
}

/** Child processes run the built code, even when this file runs from source (in a test). */
function builtProgram(): string {
  try {
    return createRequire(import.meta.url).resolve("#guardian");
  } catch (cause) {
    throw new Error("The guardian's program is missing. Build Fairhare first: npm run build.", { cause });
  }
}
