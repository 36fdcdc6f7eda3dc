// `npm run bench:watching`: what watching a run costs. The same saturating run is measured plain, with the live page, with
// the terminal's display and with a metrics port, alternately on the same broker. Compares throughput and the CPU time of
// the orchestrator's process, where all watching happens.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { type Broker, openBroker } from "@fairhare/broker";
import { type Observer, runExperiment } from "@fairhare/orchestrator";
import { workless } from "./plan.ts";
import { type Measured, watchingTable } from "./watching/table.ts";
import { WATCHERS } from "./watching/watchers.ts";

const TASKS = Number(process.env["WATCHING_TASKS"] ?? 150_000);
const ROUNDS = Number(process.env["WATCHING_ROUNDS"] ?? 8);
/** Names of WATCHERS, separated by commas. */
const CHOSEN = process.env["WATCHING_ONLY"]?.split(",");
const WORKERS = 4;
const PREFETCH = 100;

const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted")));
const watchers = WATCHERS.filter(({ name }) => name === "plain" || CHOSEN === undefined || CHOSEN.includes(name));
const measured = new Map<string, Measured[]>(watchers.map(({ name }) => [name, []]));
await using broker = await openBroker(
  { provider: "auto", env: process.env },
  { probe: probeServer, signal: stop.signal, onNotice: (sentence) => process.stdout.write(`${sentence}\n`) },
);
for (let round = 0; round <= ROUNDS && !stop.signal.aborted; round++) {
  // Each round begins with the next one, so that none always runs after the same one.
  const first = round % watchers.length;
  for (const { name, open } of [...watchers.slice(first), ...watchers.slice(0, first)]) {
    await using watcher = await open();
    const one = await measureRun(broker, watcher.observe);
    await watcher.prove();
    // The first round warms the broker up and is discarded.
    if (round > 0) measured.get(name)?.push(one);
  }
}
process.stdout.write(
  `${TASKS} tasks of 20 bytes without work, ${WORKERS} workers, prefetch ${PREFETCH}, ${ROUNDS} rounds\n${watchingTable(measured)}\n`,
);

async function measureRun(on: Broker, watch: Observer): Promise<Measured> {
  const runsDirectory = mkdtempSync(join(tmpdir(), "fairhare-bench-"));
  let usage: NodeJS.CpuUsage | undefined;
  let cpuSeconds = 0;
  const observer: Observer = (event) => {
    watch(event);
    if (event.type !== "phase") return;
    // The checker works after the last phase; it costs the same with and without a watcher.
    if (event.phase === "publishing") usage = process.cpuUsage();
    else if (event.phase === "stopping") cpuSeconds = secondsOf(process.cpuUsage(usage));
  };
  try {
    const ports = { broker: on, runsDirectory, command: ["bench:watching"], observer, signal: stop.signal };
    const { results } = await runExperiment(workless(TASKS, PREFETCH, WORKERS), ports);
    const run = results.trials[0]?.runs[0];
    if (run?.verdict !== "pass" || run.ledger.completed !== TASKS || run.throughput.completedPerSecond === null)
      throw new Error(`The run did not pass: ${run?.warnings.join(" ") ?? "the experiment has no run"}`);
    const { clientCpuSeconds, brokerCpuSeconds } = run.cost;
    const others = clientCpuSeconds === null || brokerCpuSeconds === null ? null : clientCpuSeconds + brokerCpuSeconds;
    return {
      perSecond: run.throughput.completedPerSecond,
      ownMicros: (cpuSeconds / TASKS) * 1e6,
      allMicros: others === null ? null : ((others + cpuSeconds) / TASKS) * 1e6,
    };
  } finally {
    rmSync(runsDirectory, { recursive: true });
  }
}

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}
