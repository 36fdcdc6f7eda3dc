// `npm run bench:tap`: what the tap costs. The same plan runs with a tap in front of every process and without one,
// alternately on the same broker: without work and without a limit for the throughput, and at a moderate rate for the
// latency. Then the path alone: tap-round-trip.ts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { type Broker, openBroker } from "@fairhare/broker";
import { createRealHost, type Host, runExperiment } from "@fairhare/orchestrator";
import type { RunResult } from "@fairhare/results";
import type { Experiment } from "@fairhare/workload";
import Table from "cli-table3";
import { median } from "simple-statistics";
import { measureRoundTrips } from "./tap-round-trip.ts";
import { TappedHost } from "../fuzz/tap/tapped-host.ts";
import { workless, worklessAtRate } from "./plan.ts";

const TASKS = Number(process.env["TAP_TASKS"] ?? 200_000);
const ROUNDS = Number(process.env["TAP_ROUNDS"] ?? 5);
const PREFETCH = 100;
/** Far below the limit of two cores, so that the latency is that of the path and not of a queue. */
const RATE = Number(process.env["TAP_RATE"] ?? 1_000);
const PACED_SECONDS = 5;
const ROUND_TRIPS = 20_000;

const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted")));
await using broker = await openBroker(
  { provider: "auto", env: process.env },
  { probe: probeServer, signal: stop.signal, onNotice: (sentence) => process.stdout.write(`${sentence}\n`) },
);

interface Numbers {
  readonly perSecond: number[];
  /** End to end, milliseconds. */
  readonly p50: number[];
  readonly p99: number[];
}

const numbers = (): Numbers => ({ perSecond: [], p50: [], p99: [] });
const direct = numbers();
const tapped = numbers();
const paced = worklessAtRate(RATE, PACED_SECONDS, PREFETCH);

for (let round = 0; round <= ROUNDS && !stop.signal.aborted; round++) {
  const sides = [
    { into: direct, isTapped: false },
    { into: tapped, isTapped: true },
  ];
  // Alternating, so that neither always runs second.
  for (const { into, isTapped } of round % 2 === 0 ? sides : sides.toReversed()) {
    const fast = await measure(workless(TASKS, PREFETCH), broker, isTapped);
    const slow = await measure(paced, broker, isTapped);
    // The first round warms the broker up and is discarded.
    if (round === 0) continue;
    into.perSecond.push(fast.throughput.completedPerSecond ?? Number.NaN);
    into.p50.push(slow.latencyMs.endToEnd.p50 ?? Number.NaN);
    into.p99.push(slow.latencyMs.endToEnd.p99 ?? Number.NaN);
  }
}
printComparison();
await printRoundTrips();

async function measure(experiment: Experiment, on: Broker, isTapped: boolean): Promise<RunResult> {
  const directory = mkdtempSync(join(tmpdir(), "fairhare-bench-"));
  const real = createRealHost();
  const host: Host = isTapped ? new TappedHost(real, join(directory, "taps")).host : real;
  try {
    const ports = { broker: on, runsDirectory: directory, command: ["bench:tap"], observer: () => undefined, host };
    const { results } = await runExperiment(experiment, { ...ports, signal: stop.signal });
    const run = results.trials[0]?.runs[0];
    if (run?.verdict !== "pass") throw new Error(`The run did not pass: ${run?.warnings.join(" ") ?? "no run"}`);
    return run;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function printComparison(): void {
  const table = new Table({
    head: ["median of the rounds", "direct", "through the tap"],
    colAligns: ["left", "right", "right"],
  });
  const row = (name: string, key: keyof Numbers, digits: number): void =>
    void table.push([name, median([...direct[key]]).toFixed(digits), median([...tapped[key]]).toFixed(digits)]);
  row(`tasks/s, prefetch ${PREFETCH}, no work`, "perSecond", 0);
  row(`end to end p50 at ${RATE}/s, ms`, "p50", 3);
  row(`end to end p99 at ${RATE}/s, ms`, "p99", 3);
  process.stdout.write(`${table.toString()}\n`);
  for (const [name, { perSecond, p99 }] of [
    ["direct", direct],
    ["tapped", tapped],
  ] as const)
    process.stdout.write(
      `${name}: tasks/s ${perSecond.map(Math.round).join(" ")}; p99 ms ${p99.map((value) => value.toFixed(2)).join(" ")}\n`,
    );
}

async function printRoundTrips(): Promise<void> {
  const trips = await measureRoundTrips(ROUND_TRIPS);
  const table = new Table({
    head: ["delivery and ack between two sockets, µs", "direct", "through the tap", "added"],
    colAligns: ["left", "right", "right", "right"],
  });
  for (const [name, share] of [
    ["p50", 0.5],
    ["p99", 0.99],
  ] as const) {
    const at = Math.ceil(share * ROUND_TRIPS) - 1;
    const [before, after] = [trips.direct[at] ?? Number.NaN, trips.tapped[at] ?? Number.NaN];
    table.push([name, before.toFixed(0), after.toFixed(0), (after - before).toFixed(0)]);
  }
  process.stdout.write(`${table.toString()}\n`);
}
