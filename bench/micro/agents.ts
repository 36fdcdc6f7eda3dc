// `npm run bench:agents`: what it costs to run the fleet on an agent. The same plans run on this machine and on an agent of
// this machine, alternately on the same broker, so that the difference is the way of messages and histories.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";
import { type ExperimentPorts, runExperiment } from "@fairhare/orchestrator";
import type { RunResult } from "@fairhare/results";
import type { Experiment } from "@fairhare/workload";
import Table from "cli-table3";
import { median } from "simple-statistics";
import { openLocalAgents } from "../scale/local-agents.ts";
import { workless, worklessAtRate } from "./plan.ts";

const TASKS = Number(process.env["AGENTS_TASKS"] ?? 200_000);
const ROUNDS = Number(process.env["AGENTS_ROUNDS"] ?? 5);
const PREFETCH = 100;
/** Far below the limit of two cores, so that the latency is not that of a queue. */
const RATE = 1_000;
const PACED_SECONDS = 5;

const directory = mkdtempSync(join(tmpdir(), "fairhare-bench-"));
const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted")));
const onNotice = (sentence: string): void => void process.stdout.write(`${sentence}\n`);
await using broker = await openBroker(
  { provider: "auto", env: process.env },
  { probe: probeServer, signal: stop.signal, onNotice },
);
const agents = await openLocalAgents(1, { directory, signal: stop.signal, onNotice });

interface Numbers {
  readonly perSecond: number[];
  /** End to end, milliseconds. */
  readonly p50: number[];
  readonly p99: number[];
  /** Of this process, the orchestrator, microseconds per task. */
  readonly cpu: number[];
}

const here: Numbers = { perSecond: [], p50: [], p99: [], cpu: [] };
const there: Numbers = { perSecond: [], p50: [], p99: [], cpu: [] };
const paced = worklessAtRate(RATE, PACED_SECONDS, PREFETCH);

for (let round = 0; round <= ROUNDS && !stop.signal.aborted; round++) {
  const sides = [
    { into: here, ports: {} },
    { into: there, ports: { agents: agents.port } },
  ];
  // Alternating, so that neither always runs second.
  for (const { into, ports } of round % 2 === 0 ? sides : sides.toReversed()) {
    const before = process.cpuUsage();
    const fast = await measure(workless(TASKS, PREFETCH), ports);
    const { user, system } = process.cpuUsage(before);
    const slow = await measure(paced, ports);
    // The first round warms the broker up and is discarded.
    if (round === 0) continue;
    into.perSecond.push(fast.throughput.completedPerSecond ?? Number.NaN);
    into.cpu.push((user + system) / TASKS);
    into.p50.push(slow.latencyMs.endToEnd.p50 ?? Number.NaN);
    into.p99.push(slow.latencyMs.endToEnd.p99 ?? Number.NaN);
  }
}
print();
await agents[Symbol.asyncDispose]();
rmSync(directory, { recursive: true });

async function measure(experiment: Experiment, chosen: Pick<ExperimentPorts, "agents">): Promise<RunResult> {
  const { results } = await runExperiment(experiment, {
    broker,
    runsDirectory: directory,
    command: ["bench:agents"],
    observer: () => undefined,
    signal: stop.signal,
    ...chosen,
  });
  const run = results.trials[0]?.runs[0];
  if (run?.verdict !== "pass") throw new Error(`The run did not pass: ${run?.warnings.join(" ") ?? "no run"}`);
  return run;
}

function print(): void {
  const table = new Table({
    head: ["median of the rounds", "this machine", "an agent", "ratio"],
    colAligns: ["left", "right", "right", "right"],
  });
  const row = (name: string, key: keyof Numbers, digits: number): void => {
    const [one, other] = [median(here[key]), median(there[key])];
    table.push([name, one.toFixed(digits), other.toFixed(digits), (other / one).toFixed(2)]);
  };
  row(`tasks/s, prefetch ${PREFETCH}, no work`, "perSecond", 0);
  row("CPU of the orchestrator, µs per task", "cpu", 2);
  row(`end to end p50 at ${RATE}/s, ms`, "p50", 3);
  row(`end to end p99 at ${RATE}/s, ms`, "p99", 3);
  process.stdout.write(`${table.toString()}\n`);
}
