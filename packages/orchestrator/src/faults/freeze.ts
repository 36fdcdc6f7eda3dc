// A frozen process cannot notice that we are gone, and would stay for ever. So a shell waits at the end of a pipe whose
// other end only we hold, and wakes it when the pipe closes: when the freeze is over, or when we are, however we end.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

const WAIT_AND_WAKE = 'read -r nothing; kill -CONT "$1"';

export class Freeze implements AsyncDisposable {
  readonly #keeper: ChildProcess;

  private constructor(keeper: ChildProcess) {
    this.#keeper = keeper;
  }

  /** SIGSTOP: it keeps its memory and its sockets, and whoever talks to it waits. */
  static async begin(pid: number): Promise<Freeze> {
    const keeper = spawn("sh", ["-c", WAIT_AND_WAKE, "wake", String(pid)], {
      stdio: ["pipe", "ignore", "ignore"],
      // Ctrl-C goes to everybody in our group.
      detached: true,
    });
    await once(keeper, "spawn");
    try {
      process.kill(pid, "SIGSTOP");
    } catch {
      // It has ended meanwhile.
    }
    return new Freeze(keeper);
  }

  /** It is awake when this resolves; it may have ended before. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#keeper, "exit");
    this.#keeper.stdin?.end();
    await ended;
  }
}
