// `npm run bench:micro`: the cost of Fairhare's own hot paths, without a broker.
import Table from "cli-table3";
import type { Bench } from "tinybench";
import { benchChecker } from "./checker.bench.ts";
import { benchHistoryCodec } from "./history-codec.bench.ts";
import { benchTaskBody } from "./task-body.bench.ts";
import { benchWireReader } from "./wire-reader.bench.ts";

const table = new Table({ head: ["what", "ns", "± %", "per second"], colAligns: ["left", "right", "right", "right"] });
for (const { bench, perRun } of [
  await benchHistoryCodec(),
  await benchTaskBody(),
  await benchChecker(),
  await benchWireReader(),
])
  addRows(bench, perRun);
process.stdout.write(`${table.toString()}\n`);

function addRows(bench: Bench, perRun: Readonly<Record<string, number>>): void {
  for (const { name, result } of bench.tasks) {
    if (result.state !== "completed") throw new Error(`${name}: ${result.state}`);
    const nanoseconds = (result.latency.p50 * 1e6) / (perRun[name] ?? 1);
    table.push([
      name,
      nanoseconds.toFixed(1),
      result.latency.rme.toFixed(1),
      Math.round(1e9 / nanoseconds).toLocaleString("en"),
    ]);
  }
}
