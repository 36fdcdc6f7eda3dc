// Executes commands of the documentation as a reader would, in a directory of its own: with the files that the pages
// mention, and with stored runs in place of `DIR`.
import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@fairhare/amqp";
import { needsOwnBroker, type TaskCommand } from "./task-commands.ts";

export interface Executed {
  readonly code: number | null;
  readonly seconds: number;
  readonly output: string;
  /** The words that were executed: with real directories and a real URI. */
  readonly words: readonly string[];
}

export interface WorkshopOptions {
  /** Root of the repository. */
  readonly root: string;
  /** Of a running broker. Without one, each command opens its own. */
  readonly uri: string | null;
  readonly timeoutMs: number;
}

/** The programs that the pages name. */
const PROGRAMS = {
  "old_worker.py": "tasks_worker_aio.py",
  "new-worker.mjs": "tasks-worker.mjs",
};

const TRACE = "# service times of 2026-11-20\n12ms\n0.02s\n.\n";
const WORKLOAD = "workers: 2\ntasks: 20\nprefetch: [1, unlimited]\n";

/** It would end with Ctrl-C only, and its port may be in use. */
const SHORT_TAP = ["--time", "1", "--listen", "0"];

/** Debian's packages are for Debian's Python, which another one may hide in PATH. Undefined if none has pika. */
const PYTHON = ["/usr/bin/python3", "/usr/local/bin/python3"].find(
  (python) => spawnSync(python, ["-c", "import pika, aio_pika"]).status === 0,
);

/** The program in Go, which a reader compiles first. */
const GO_WORKER = "/tmp/tasks_worker";

/** Why the programs that this command starts cannot run here; undefined if they can. */
export function missingProgram({ words }: TaskCommand): string | undefined {
  if (PYTHON === undefined && words.some((word) => word.startsWith("python3 ")))
    return "no Python has pika and aio-pika";
  return words.includes(GO_WORKER) && !existsSync(GO_WORKER) ? `${GO_WORKER} was not compiled` : undefined;
}

/** The queue that the pages use as an existing one; disposal deletes it. */
export async function openOrders(uri: string): Promise<AsyncDisposable> {
  const connection = await connect({ uri, name: "fairhare docs" });
  const queues = connection.openQueueAdmin();
  await queues.declare({ name: "orders", type: "classic", durable: true, expiresMs: 0 });
  return {
    [Symbol.asyncDispose]: async () => {
      await queues.delete("orders");
      await connection.close();
    },
  };
}

export class Workshop implements Disposable {
  readonly #options: WorkshopOptions;
  readonly directory = mkdtempSync(join(tmpdir(), "fairhare-docs-"));

  constructor(options: WorkshopOptions) {
    this.#options = options;
    symlinkSync(join(options.root, "bench"), join(this.directory, "bench"));
    writeFileSync(join(this.directory, "costs.txt"), TRACE);
    writeFileSync(join(this.directory, "workload.yaml"), WORKLOAD);
    for (const [name, program] of Object.entries(PROGRAMS))
      symlinkSync(join(options.root, "bench/clients", program), join(this.directory, name));
    // First in PATH, so that `python3` is the one with the clients and not a version manager's.
    mkdirSync(join(this.directory, "bin"));
    if (PYTHON !== undefined) symlinkSync(PYTHON, join(this.directory, "bin/python3"));
  }

  execute(command: TaskCommand): Promise<Executed> {
    const words = this.#prepared(command);
    const { root, uri, timeoutMs } = this.#options;
    const { PATH = "", HOME = "", FAIRHARE_RABBITMQ_SERVER: server } = process.env;
    const external = uri !== null && !needsOwnBroker(command) ? { AMQP_URL: uri } : {};
    const startedAt = performance.now();
    const child = spawn(process.execPath, [join(root, "packages/cli/bin/fairhare.mjs"), ...words], {
      cwd: this.directory,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: `${join(this.directory, "bin")}:${PATH}`,
        HOME,
        ...external,
        ...(server === undefined ? {} : { FAIRHARE_RABBITMQ_SERVER: server }),
      },
      timeout: timeoutMs,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    return new Promise((resolve) =>
      child.on("close", (code) => resolve({ code, seconds: (performance.now() - startedAt) / 1_000, output, words })),
    );
  }

  /** Stored runs, the oldest first. */
  runs(): string[] {
    const directory = join(this.directory, ".runs");
    return existsSync(directory)
      ? readdirSync(directory)
          .toSorted()
          .map((name) => join(".runs", name))
      : [];
  }

  /** With the oldest run, which lost nothing, as `DIR`, as base and as head, and with the broker's URI in place of the example. */
  #prepared({ words }: TaskCommand): string[] {
    const stored = this.runs()[0] ?? ".runs/DIR";
    return [...words, ...(words[0] === "tap" ? SHORT_TAP : [])].map((word) => {
      if (word === ".runs/DIR") return stored;
      if (/^amqp:\/\/(user:password@host|(clerk:secret@)?broker)/.test(word)) return this.#options.uri ?? word;
      if (word === "reports/base" || word === "reports/head") {
        if (!existsSync(join(this.directory, word)))
          cpSync(join(this.directory, stored, "results.json"), join(this.directory, word, "results.json"));
        return word;
      }
      return word;
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export const readPage = (root: string, page: string): string =>
  readFileSync(join(root, "docs/tasks", `${page}.md`), "utf8");

/** Names of the pages. */
export const pages = (root: string): string[] =>
  readdirSync(join(root, "docs/tasks"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.replace(/\.md$/, ""));
