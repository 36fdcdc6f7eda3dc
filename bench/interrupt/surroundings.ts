// The private environment of one attempt: a temporary directory that identifies all its processes and files, because
// every process of a run and of its broker inherits TMPDIR. Reports everything that remains after the end.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** Tests load this file from its source, scripts from `bench/dist`. */
const ROOT = new URL("../..", import.meta.url.replace("/bench/dist/", "/bench/"));

/** The built command line of this checkout. */
export const BIN = fileURLToPath(new URL("packages/cli/bin/fairhare.mjs", ROOT));
const GUARDIAN = fileURLToPath(new URL("packages/broker/dist/guardian/guardian-main.js", ROOT));

/** Ports in the environment of a node's processes. */
const PORT_VARIABLES = /^(?:RABBITMQ_DIST_PORT|ERL_EPMD_PORT)=(\d+)$/;
const LISTENER = /^listeners\.tcp\.1 = 127\.0\.0\.1:(\d+)$/m;
const POLL_INTERVAL_MS = 100;

export class Surroundings implements Disposable {
  readonly #root = mkdtempSync(join(tmpdir(), "fairhare-interrupt-"));
  /** The working directory of the command line, for `.runs` and `reports`. */
  readonly workDirectory = mkdtempSync(join(this.#root, "work-"));
  /** The TMPDIR of the command line. */
  readonly temporary = mkdtempSync(join(this.#root, "tmp-"));
  readonly #guardiansBefore = new Set(guardians());
  readonly #ports = new Set<number>();

  /** Records the node's ports, which are known only while it runs. */
  look(): void {
    for (const pid of this.#processes())
      for (const line of readLines(`/proc/${pid}/environ`))
        this.#ports.add(Number(PORT_VARIABLES.exec(line)?.[1] ?? 0));
    for (const name of readdirSync(this.temporary)) {
      const [text = ""] = readLines(join(this.temporary, name, "rabbitmq.conf"));
      this.#ports.add(Number(LISTENER.exec(text)?.[1] ?? 0));
    }
    this.#ports.delete(0);
  }

  get hasAnything(): boolean {
    return (
      this.#processes().length > 1 || readdirSync(this.temporary).length + readdirSync(this.workDirectory).length > 0
    );
  }

  /** Resolves with the leftovers after `budgetMs`, or earlier when there are none. */
  async left(budgetMs: number): Promise<string[]> {
    const deadline = performance.now() + budgetMs;
    for (;;) {
      const left = [...this.#leftNow(), ...(await this.#listening())];
      if (left.length === 0 || performance.now() > deadline) return left;
      await delay(POLL_INTERVAL_MS);
    }
  }

  /** Also kills leftover processes. */
  [Symbol.dispose](): void {
    for (const pid of this.#processes()) killQuietly(pid);
    rmSync(this.#root, { recursive: true, force: true });
  }

  #leftNow(): string[] {
    const ofGuardians = guardians().filter((pid) => !this.#guardiansBefore.has(pid));
    return [
      ...[...this.#processes(), ...ofGuardians].map((pid) => `process ${pid}: ${commandLine(pid)}`),
      ...readdirSync(this.temporary).map((name) => join(this.temporary, name)),
      ...readLines("/proc/self/mountinfo", "\n").filter((line) => line.includes(this.#root)),
      ...this.#loopDevices(),
    ];
  }

  #processes(): number[] {
    const marker = `TMPDIR=${this.temporary}`;
    return pids().filter((pid) => readLines(`/proc/${pid}/environ`).includes(marker));
  }

  #loopDevices(): string[] {
    return listOf("/sys/block")
      .filter((name) => name.startsWith("loop"))
      .filter((name) => readLines(`/sys/block/${name}/loop/backing_file`)[0]?.startsWith(this.#root))
      .map((name) => `/dev/${name}`);
  }

  async #listening(): Promise<string[]> {
    const answers = await Promise.all([...this.#ports].map(async (port) => ((await answersAt(port)) ? port : 0)));
    return answers.filter((port) => port > 0).map((port) => `a listener on port ${port}`);
  }
}

const pids = (): number[] =>
  listOf("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
/** Guardians of this checkout; they have no TMPDIR, because they outlive the run. */
const guardians = (): number[] => pids().filter((pid) => readLines(`/proc/${pid}/cmdline`)[1] === GUARDIAN);
const commandLine = (pid: number): string => readLines(`/proc/${pid}/cmdline`).join(" ").slice(0, 200);

function answersAt(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function listOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** Returns no lines for a missing or unreadable file. */
function readLines(file: string, separator = "\0"): string[] {
  try {
    return readFileSync(file, "latin1").split(separator);
  } catch {
    return [];
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // The process has already ended.
  }
}
