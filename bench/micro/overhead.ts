// `npm run bench:overhead`: a whole Fairhare run compared with a bare amqplib producer and consumer, alternately on the
// same broker. The difference is the overhead of the history.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeServer } from "@fairhare/amqp";
import { type Broker, openBroker } from "@fairhare/broker";
import { runExperiment } from "@fairhare/orchestrator";
import Table from "cli-table3";
import { runBareLoop } from "./bare-loop.ts";
import { workless } from "./plan.ts";

const TASKS = Number(process.env["OVERHEAD_TASKS"] ?? 200_000);
const ROUNDS = Number(process.env["OVERHEAD_ROUNDS"] ?? 5);
const PREFETCH = 100;
/** The smallest binary body; both send it. */
const BODY_BYTES = 20;

const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted")));
await using broker = await openBroker(
  { provider: "auto", env: process.env },
  { probe: probeServer, signal: stop.signal, onNotice: (sentence) => process.stdout.write(`${sentence}\n`) },
);
const bare: number[] = [];
const fairhare: number[] = [];
const sides = [
  { run: runBare, rates: bare },
  { run: runFairhare, rates: fairhare },
] as const;
for (let round = 0; round <= ROUNDS && !stop.signal.aborted; round++) {
  // Alternating, so that neither always runs second.
  for (const { run, rates } of round % 2 === 0 ? sides : sides.toReversed()) {
    const rate = await run(broker);
    // The first round warms the broker up and is discarded.
    if (round > 0) rates.push(rate);
  }
}
printComparison();

function runBare({ uri }: Broker): Promise<number> {
  return runBareLoop({ uri, tasks: TASKS, prefetch: PREFETCH, sizeBytes: BODY_BYTES });
}

async function runFairhare(on: Broker): Promise<number> {
  const runsDirectory = mkdtempSync(join(tmpdir(), "fairhare-bench-"));
  try {
    const ports = {
      broker: on,
      runsDirectory,
      command: ["bench:overhead"],
      observer: () => undefined,
      signal: stop.signal,
    };
    const { results } = await runExperiment(workless(TASKS, PREFETCH), ports);
    const run = results.trials[0]?.runs[0];
    if (run?.verdict !== "pass" || run.ledger.completed !== TASKS || run.throughput.completedPerSecond === null) {
      throw new Error(`The run did not pass: ${run?.warnings.join(" ") ?? "the experiment has no run"}`);
    }
    return run.throughput.completedPerSecond;
  } finally {
    rmSync(runsDirectory, { recursive: true });
  }
}

function printComparison(): void {
  const table = new Table({ head: ["messages per second", "median", "runs"], colAligns: ["left", "right", "left"] });
  for (const [name, rates] of [
    ["bare amqplib", bare],
    ["Fairhare, every event recorded", fairhare],
  ] as const) {
    table.push([name, Math.round(median(rates)), rates.map(Math.round).join(" ")]);
  }
  const ratios = fairhare.map((rate, round) => rate / (bare[round] ?? Number.NaN));
  table.push(["ratio, round by round", median(ratios).toFixed(3), ratios.map((ratio) => ratio.toFixed(2)).join(" ")]);
  process.stdout.write(
    `${TASKS} messages of ${BODY_BYTES} bytes, prefetch ${PREFETCH}, one ack per message\n${table.toString()}\n`,
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}
