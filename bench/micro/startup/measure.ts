// Starts one worker process or a whole fleet and measures it. The processes are those that a run forks and get the same
// messages; they may belong to another checkout of the repository.
import { type ChildProcess, execFileSync, fork, type ForkOptions } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHILD_ARGUMENTS, CHILD_ENVIRONMENT } from "@fairhare/places";
import type { ChildMessage, ParentMessage, WorkerPlan } from "@fairhare/protocol";
import { median } from "simple-statistics";
import { workless } from "../plan.ts";
import type { ImportCost } from "./import-probe.ts";

/** The options of a process of a fleet, except that its errors are shown. */
export const AS_IN_A_RUN: ForkOptions = {
  stdio: ["ignore", "ignore", "inherit", "ipc"],
  execArgv: [...CHILD_ARGUMENTS],
  env: { ...CHILD_ENVIRONMENT, ...process.env },
};

/** Path of the program that this checkout's orchestrator starts as a worker; throws when the checkout is not built. */
export function workerProgramOf(checkout: string): string {
  return createRequire(join(checkout, "packages/orchestrator/package.json")).resolve("@fairhare/worker/main");
}

/**
 * Milliseconds from the fork to the worker's TCP connection: the start of Node, the import and the first message, without
 * a broker. The server here accepts the connection and never answers.
 */
export async function timeToConnect(program: string): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  using directory = temporaryDirectory();
  const connected = once(server, "connection");
  const began = performance.now();
  const worker = fork(program, AS_IN_A_RUN);
  configure(worker, 1, { uri: `amqp://127.0.0.1:${port}`, directory: directory.path });
  await connected;
  const milliseconds = performance.now() - began;
  server.close();
  await end(worker);
  return milliseconds;
}

/** Cost of importing the worker's main module in a fresh process. */
export async function measureImport(program: string): Promise<ImportCost> {
  const probe = fork(new URL("import-probe.js", import.meta.url), [program], AS_IN_A_RUN);
  const [cost] = (await once(probe, "message")) as [ImportCost];
  await end(probe);
  return cost;
}

/** Starts `count` workers at once, one process each. `residentMb` is their median when all are ready. */
export async function measureFleet(
  program: string,
  uri: string,
  count: number,
): Promise<{ readonly readySeconds: number; readonly residentMb: number }> {
  using directory = temporaryDirectory();
  const began = performance.now();
  const workers = Array.from({ length: count }, () => fork(program, AS_IN_A_RUN));
  try {
    await Promise.all(
      workers.map((worker, index) => {
        configure(worker, index + 1, { uri, directory: directory.path });
        return untilReady(worker);
      }),
    );
    const readySeconds = (performance.now() - began) / 1_000;
    return { readySeconds, residentMb: median(residentMbOf(workers)) };
  } finally {
    await Promise.all(workers.map(end));
  }
}

function configure(
  worker: ChildProcess,
  slot: number,
  where: { readonly uri: string; readonly directory: string },
): void {
  const settings = workless(1, 1).trials[0]?.settings;
  if (settings === undefined) throw new Error("the plan has no trial");
  const plan: WorkerPlan = {
    role: "worker",
    uri: where.uri,
    firstUri: 0,
    queue: "fairhare.startup",
    queueExpiresMs: 60_000,
    runTag: null,
    settings,
    shardFile: join(where.directory, `worker-${slot}.1.shard`),
    process: slot,
    incarnation: 1,
    isLate: false,
    clockOffsetNs: 0,
    slots: [slot],
  };
  worker.send({ type: "configure", plan } satisfies ParentMessage);
}

async function untilReady(worker: ChildProcess): Promise<void> {
  const [message] = (await once(worker, "message")) as [ChildMessage];
  if (message.type !== "ready") throw new Error(`A worker process failed to start: ${JSON.stringify(message)}`);
}

function residentMbOf(processes: readonly ChildProcess[]): number[] {
  const pids = processes.map(({ pid }) => pid).join(",");
  const kilobytes = execFileSync("ps", ["-o", "rss=", "-p", pids], { encoding: "utf8" });
  return kilobytes
    .trim()
    .split(/\s+/)
    .map((size) => Number(size) / 1_024);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

function temporaryDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "fairhare-startup-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}
