// `npm run bench:relay`: what the way of a shard from an agent to the orchestrator costs: reading the file, TLS, writing the
// file. Pool and agent are in this process, so its CPU time is that of both; the processes that write are not real.
import { appendFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createHostTimers } from "@fairhare/child";
import { AgentPool, type Place, type ProcessListener, runAgent } from "@fairhare/places";
import type { ChildPlan, ParentMessage } from "@fairhare/protocol";
import Table from "cli-table3";

const TOKEN = "a token for this process alone, of more than 32 characters";
const VERSION = "bench";
const MEGABYTE = 1e6;
/** Megabytes of one measurement. */
const SIZES = [200, 200, 200];
/** Megabytes per second of a paced measurement: about the history of 40,000 tasks per second. */
const PACE = Number(process.env["RELAY_MB_PER_SECOND"] ?? 10);
const PACED_SECONDS = 10;
const PROCESSES = 8;
const PART_BYTES = 64 * 1024;
const IDLE_MS = 5_000;
const ROUND_TRIPS = 5_000;

interface Writer {
  readonly file: string;
  readonly end: () => void;
}

const directory = mkdtempSync(join(tmpdir(), "fairhare-relay-"));
const clock = createHostTimers();
const stop = new AbortController();
const writers: Writer[] = [];
let agentEnded: Promise<void> | undefined;

const place: Place = {
  launch: (_role: ChildPlan["role"], { onEnd }: ProcessListener) => {
    const end = (): void => onEnd({ exitCode: 0, signal: null, isGraceful: true, reason: undefined });
    return {
      pid: 1,
      send: (message: ParentMessage) => {
        if (message.type === "configure") writers.push({ file: message.plan.shardFile, end });
      },
      kill: () => undefined,
    };
  },
};

const pool = await AgentPool.listen({
  address: "127.0.0.1",
  port: 0,
  token: TOKEN,
  count: 1,
  joinTimeoutMs: 10_000,
  agentTimeoutMs: 10_000,
  version: VERSION,
  clock,
  signal: stop.signal,
  onNotice: () => undefined,
  onListening: ({ port }) => {
    agentEnded = runAgent({
      host: "127.0.0.1",
      port,
      token: TOKEN,
      isOnce: true,
      waitMs: 10_000,
      version: VERSION,
      signal: stop.signal,
      startGuard: async () => ({ environment: {}, directory, [Symbol.asyncDispose]: async () => undefined }),
      onNotice: () => undefined,
      openPlace: () => place,
    });
  },
});

const [agent] = pool.agents;
if (agent === undefined) throw new Error("the agent did not join");
const table = new Table({ head: ["measure", "MB/s", "CPU of both sides, ms per MB"] });
for (const [index, megabytes] of SIZES.entries()) {
  const { perSecond, cpuPerMegabyte } = await measure(megabytes, Infinity, `at-once-${index}`);
  table.push([`${megabytes} MB that are written already`, perSecond.toFixed(0), cpuPerMegabyte.toFixed(2)]);
}
const paced = await measure(PACE * PACED_SECONDS, PACE, "paced");
table.push([`${PACE} MB/s of ${PROCESSES} processes`, paced.perSecond.toFixed(1), paced.cpuPerMegabyte.toFixed(2)]);
const idle = await measureIdle();
process.stdout.write(`${table.toString()}\n`);
process.stdout.write(`${PROCESSES} processes that write nothing: ${(idle * 100).toFixed(2)} % of a core.\n`);
process.stdout.write(`Round trip of a message, p50 and p99: ${(await roundTrips()).join(" and ")} µs.\n`);
await pool[Symbol.asyncDispose]();
await agentEnded;
rmSync(directory, { recursive: true, force: true });

/** Megabytes in equal parts over the processes; `perSecond` Infinity: all at once. CPU time without that of the writers. */
async function measure(megabytes: number, perSecond: number, name: string) {
  const { files, finish } = await startProcesses(name);
  const part = Buffer.alloc(PART_BYTES, 7);
  const parts = Math.round((megabytes * MEGABYTE) / PART_BYTES);
  const write = (count: number): void => appendFileSync(files[count % PROCESSES] ?? "", part);
  const before = process.cpuUsage();
  let began = performance.now();
  let writing = 0;
  for (let count = 0; count < parts; count++) {
    const wait = began + (count * PART_BYTES * 1_000) / (perSecond * MEGABYTE) - performance.now();
    if (wait > 1) await delay(wait);
    writing += cpuOf(() => write(count));
  }
  if (perSecond === Infinity) began = performance.now();
  const bytes = await finish();
  const seconds = (performance.now() - began) / 1e3;
  if (bytes !== parts * PART_BYTES) throw new Error(`${bytes} bytes arrived instead of ${parts * PART_BYTES}`);
  return {
    perSecond: bytes / MEGABYTE / seconds,
    cpuPerMegabyte: (cpuMs(before) - writing) / (bytes / MEGABYTE),
  };
}

/** Cores. */
async function measureIdle(): Promise<number> {
  const { finish } = await startProcesses("idle");
  const before = process.cpuUsage();
  await delay(IDLE_MS);
  const cores = cpuMs(before) / IDLE_MS;
  await finish();
  return cores;
}

/** `finish` ends the processes; it resolves with the bytes that have arrived, when all have. */
async function startProcesses(name: string) {
  const targets = Array.from({ length: PROCESSES }, (_, index) => join(directory, `${name}-${index}.target`));
  const ends = targets.map((shardFile) => started(shardFile));
  while (writers.length < PROCESSES) await delay(5);
  const own = writers.splice(0);
  const finish = async (): Promise<number> => {
    for (const { end } of own) end();
    await Promise.all(ends);
    return targets.reduce((sum, target) => sum + statSync(target).size, 0);
  };
  return { files: own.map(({ file }) => file), finish };
}

/** Resolves at the end of the process. */
async function started(shardFile: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const launched = agent?.launch("worker", {
      onMessage: () => undefined,
      onEnd: ({ isGraceful, reason }) => (isGraceful ? resolve() : reject(new Error(reason))),
    });
    // A cast, since a whole plan is not needed: pool and agent read its role and the path of its shard, and pass the rest on.
    launched?.send({ type: "configure", plan: { role: "worker", shardFile } as unknown as ChildPlan });
  });
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e3;
}

function cpuOf(act: () => void): number {
  const before = process.cpuUsage();
  act();
  return cpuMs(before);
}

async function roundTrips(): Promise<string[]> {
  const times: number[] = [];
  for (let count = 0; count < ROUND_TRIPS; count++) {
    const exchange = await agent?.exchangeTime();
    if (exchange !== undefined) times.push((exchange.t4 - exchange.t1) / 1e3);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return [0.5, 0.99].map((share) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(0));
}
