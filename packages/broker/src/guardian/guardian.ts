// The CLI's side of the guardian: starts it before there is anything to clean up, and lets it go when all is clean.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type GuardianTask, type GuardianMessage, taskLabel, taskLine } from "./task.ts";

// Children run what was built, also when this file runs from its source (a test).
const MAIN = fileURLToPath(new URL("../../dist/guardian/guardian-main.js", import.meta.url));

/** After `done` it only has to leave its event loop; a stopped or starved one is not worth more waiting. */
const RELEASE_TIMEOUT_MS = 2_000;

export class Guardian {
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#process = child;
    this.#exited = once(child, "exit");
  }

  static async start(task: GuardianTask): Promise<Guardian> {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing. Build it first: npm run build.`);
    const child = spawn(process.execPath, [MAIN, taskLabel(task)], {
      cwd: "/",
      detached: true,
      // Neither a debugger's options nor a marker of an outer node may pass on.
      env: { PATH: process.env["PATH"] ?? "" },
      stdio: ["pipe", "ignore", "ignore"],
    });
    await once(child, "spawn");
    const guardian = new Guardian(child);
    // It must not keep the CLI alive; and when it was killed, writing to it is no error: the CLI cleans up itself.
    child.unref();
    if (child.stdin && "unref" in child.stdin && typeof child.stdin.unref === "function") child.stdin.unref();
    child.stdin?.on("error", () => {});
    await guardian.#handOver(task);
    return guardian;
  }

  /** Resolves when the kernel holds the task: from then on the guardian reads it, whatever becomes of this process. */
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

  /** Only when nothing is left to clean up. Resolves when it is gone. */
  async release(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const timeout = setTimeout(() => this.#process.kill("SIGKILL"), RELEASE_TIMEOUT_MS);
    this.#process.ref();
    this.#process.stdin?.end("done\n" satisfies `${GuardianMessage}\n`);
    await this.#exited;
    clearTimeout(timeout);
  }
}
