// Stops a process with SIGSTOP and guarantees that it continues, even after SIGKILL to Fairhare: a shell reads from a
// pipe whose other end only this process holds, and sends SIGCONT when the pipe closes.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

const WAIT_AND_WAKE = 'read -r nothing; kill -CONT "$1"';

export class Freeze implements AsyncDisposable {
  readonly #keeper: ChildProcess;

  private constructor(keeper: ChildProcess) {
    this.#keeper = keeper;
  }

  /** `target`: a process, or a process group as a negative number. The stopped process keeps its memory and its sockets; its peers wait. */
  static async begin(target: number): Promise<Freeze> {
    const keeper = spawn("sh", ["-c", WAIT_AND_WAKE, "wake", String(target)], {
      stdio: ["pipe", "ignore", "ignore"],
      // Ctrl-C signals the whole process group; the shell must outlive it.
      detached: true,
    });
    await once(keeper, "spawn");
    try {
      process.kill(target, "SIGSTOP");
    } catch {
      // The process has ended meanwhile.
    }
    return new Freeze(keeper);
  }

  /** Resolves when the process runs again or has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#keeper, "exit");
    this.#keeper.stdin?.end();
    await ended;
  }
}
