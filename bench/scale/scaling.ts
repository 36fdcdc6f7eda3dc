// `npm run bench:scaling`: what agents, workers and tasks cost the orchestrator. Changes one of them at a time, with agents
// on this machine, and prints the slopes with what they would mean for 100 hosts. CPU time is used, not elapsed time: the
// agents share the cores with the orchestrator.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";
import { runExperiment } from "@fairhare/orchestrator";
import Table from "cli-table3";
import { linearRegression, median } from "simple-statistics";
import { planOf } from "../micro/plan.ts";
import { openLocalAgents } from "./local-agents.ts";

const ROUNDS = Number(process.env["SCALING_ROUNDS"] ?? 3);
const SECONDS = Number(process.env["SCALING_SECONDS"] ?? 10);
const WORKERS_PER_PROCESS = 50;

interface Size {
  readonly agents: number;
  readonly workers: number;
  /** Tasks per second. */
  readonly rate: number;
}

const BASE: Size = { agents: 1, workers: 50, rate: 500 };
const SIZES: Readonly<Record<keyof Size, readonly number[]>> = {
  agents: [2, 4, 8],
  workers: [250, 500, 1_000],
  rate: [2_000, 8_000, 16_000],
};
const sizes: Size[] = [
  BASE,
  ...SIZES.agents.map((agents) => ({ ...BASE, agents })),
  ...SIZES.workers.map((workers) => ({ ...BASE, workers })),
  ...SIZES.rate.map((rate) => ({ ...BASE, rate })),
];

interface Cost {
  /** Of the orchestrator, cores. */
  readonly cores: number;
  /** Of the orchestrator, with this benchmark in it, after the run. */
  readonly residentMb: number;
  readonly historyBytesPerTask: number;
}

const directory = mkdtempSync(join(tmpdir(), "fairhare-bench-"));
const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted")));
const onNotice = (sentence: string): void => void process.stdout.write(`${sentence}\n`);
try {
  await using broker = await openBroker(
    { provider: "auto", env: process.env },
    { probe: probeServer, signal: stop.signal, onNotice },
  );
  const costs = new Map<Size, Cost[]>(sizes.map((size) => [size, []]));
  // One pool for each number of agents; within it, the rounds are interleaved.
  for (const count of new Set(sizes.map(({ agents }) => agents))) {
    await using agents = await openLocalAgents(count, { directory, signal: stop.signal, onNotice });
    // The first run compiles the orchestrator's code; it is discarded.
    await costOf({ ...BASE, agents: count }, agents.port, broker);
    for (let round = 0; round < ROUNDS; round++)
      for (const [size, measured] of costs)
        if (size.agents === count) measured.push(await costOf(size, agents.port, broker));
  }
  print(new Map([...costs].map(([size, measured]) => [size, medianOf(measured)])));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function costOf(
  { workers, rate }: Size,
  agents: Parameters<typeof runExperiment>[1]["agents"],
  broker: Awaited<ReturnType<typeof openBroker>>,
): Promise<Cost> {
  const plan = planOf({
    workers: [`${workers}`],
    workersPerProcess: [`${WORKERS_PER_PROCESS}`],
    prefetch: ["10"],
    rate: [`${rate}`],
    time: [`${SECONDS}`],
    work: ["none"],
    durability: ["transient"],
  });
  const { results } = await runExperiment(plan, {
    broker,
    agents,
    runsDirectory: directory,
    command: ["bench:scaling"],
    observer: () => undefined,
    signal: stop.signal,
  });
  const run = results.trials[0]?.runs[0];
  if (run?.verdict !== "pass") throw new Error(`The run did not pass: ${run?.warnings.join(" ") ?? "no run"}`);
  const { cost, ledger, makespanMs } = run;
  return {
    cores: ((cost.orchestratorCpuSeconds ?? Number.NaN) * 1e3) / (makespanMs ?? Number.NaN),
    residentMb: process.memoryUsage().rss / 1e6,
    historyBytesPerTask: (cost.historyBytes ?? Number.NaN) / ledger.attempted,
  };
}

function medianOf(costs: readonly Cost[]): Cost {
  const of = (key: keyof Cost): number => median(costs.map((cost) => cost[key]));
  return { cores: of("cores"), residentMb: of("residentMb"), historyBytesPerTask: of("historyBytesPerTask") };
}

function print(costs: ReadonlyMap<Size, Cost>): void {
  const table = new Table({
    head: ["agents", "workers", "tasks/s", "orchestrator, cores", "its memory, MB", "history, bytes a task"],
    colAligns: ["right", "right", "right", "right", "right", "right"],
  });
  for (const [{ agents, workers, rate }, { cores, residentMb, historyBytesPerTask }] of costs)
    table.push([agents, workers, rate, cores.toFixed(3), residentMb.toFixed(0), historyBytesPerTask.toFixed(0)]);
  process.stdout.write(`${table.toString()}\n`);
  const slopes = { agents: slopeOf(costs, "agents"), workers: slopeOf(costs, "workers"), rate: slopeOf(costs, "rate") };
  const base = costs.get(BASE)?.cores ?? Number.NaN;
  const fixed = base - slopes.agents * BASE.agents - slopes.workers * BASE.workers - slopes.rate * BASE.rate;
  printSlope("a run", fixed);
  printSlope("each agent", slopes.agents);
  printSlope("each 1,000 workers", slopes.workers * 1_000);
  printSlope("each 1,000 tasks/s", slopes.rate * 1_000);
  printExtrapolation(fixed, slopes);
}

/** A slope below 0 is noise, and counts as 0. */
function printExtrapolation(fixed: number, slopes: Record<keyof Size, number>): void {
  const hosts = 100;
  const [agent, worker, rate] = [slopes.agents, slopes.workers, slopes.rate].map((slope) => Math.max(0, slope));
  const idle = fixed + (agent ?? 0) * hosts + (worker ?? 0) * hosts * 100;
  const most = Math.round((1 - idle) / (rate ?? 0) / 1_000) * 1_000;
  process.stdout.write(
    `Extrapolated, not measured: ${hosts} agents with 100 workers each take ${idle.toFixed(2)} cores without tasks` +
      `${Number.isFinite(most) && most > 0 ? `; one core is full at ${most} tasks/s` : ""}.\n`,
  );
}

function printSlope(name: string, cores: number): void {
  process.stdout.write(`${name}: ${(cores * 1e3).toFixed(2)} thousandths of a core\n`);
}

/** Cores for one more of this, from the base and the sizes that change nothing else. */
function slopeOf(costs: ReadonlyMap<Size, Cost>, key: keyof Size): number {
  const others = (["agents", "workers", "rate"] as const).filter((other) => other !== key);
  const points = [...costs].filter(([size]) => others.every((other) => size[other] === BASE[other]));
  return linearRegression(points.map(([size, { cores }]) => [size[key], cores])).m;
}
