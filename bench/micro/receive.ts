// `npm run bench:receive -- [checkout …]`: CPU time and memory of a consumer for each delivery, on amqplib alone and on the
// adapter of each built checkout (this one without an argument), in alternation. No broker: a small server sends the same
// deliveries again and again, and the consumer is a process with the options of a worker.
import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { median } from "simple-statistics";
import type { ReceiveCost } from "./receive/consumer.ts";
import { floodServer } from "./receive/flood-server.ts";
import { AS_IN_A_RUN } from "./startup/measure.ts";

/** Bytes of the body, and how many deliveries take about a second. */
const SIZES = [
  { size: 20, deliveries: 200_000 },
  { size: 10_000, deliveries: 60_000 },
  { size: 200_000, deliveries: 4_000 },
] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "7" } },
});
const rounds = Number(values.rounds);
if (!(rounds >= 1)) throw new Error(`--rounds must be a number from 1 (got ${values.rounds}).`);

const here = fileURLToPath(new URL("../../..", import.meta.url));
const checkouts = positionals.length === 0 ? [here] : positionals;
const consumers = [
  { title: "amqplib alone", checkout: "" },
  ...checkouts.map((path) => ({ title: path === here ? "this checkout" : path, checkout: resolve(path) })),
];

const table = new Table({
  head: ["body, bytes", "consumer", "CPU a delivery, µs", "lowest, µs", "peak memory, MB"],
  style: { head: [], border: [] },
});
for (const { size, deliveries } of SIZES) {
  const costs = new Map(consumers.map(({ title }) => [title, new Array<ReceiveCost>()]));
  await using server = await floodServer(deliveries, size);
  for (let round = 0; round < rounds; round++)
    for (const { title, checkout } of round % 2 === 0 ? consumers : consumers.toReversed())
      costs.get(title)?.push(await measure([server.uri, `${deliveries}`, checkout]));
  for (const [title, ofRounds] of costs) {
    const micros = ofRounds.map(({ cpuMicros }) => cpuMicros);
    const megabytes = median(ofRounds.map(({ peakRssMb }) => peakRssMb));
    const [middle, lowest] = [median(micros), Math.min(...micros)].map((value) => value.toFixed(2));
    table.push([size.toLocaleString("en"), title, middle, lowest, megabytes.toFixed(1)]);
  }
}
process.stdout.write(`${table.toString()}\n`);

async function measure(words: readonly string[]): Promise<ReceiveCost> {
  const child = fork(new URL("receive/consumer.js", import.meta.url), words, AS_IN_A_RUN);
  const failed = once(child, "exit").then(() => {
    throw new Error("the consumer ended before it had received everything");
  });
  const [cost] = (await Promise.race([once(child, "message"), failed])) as [ReceiveCost];
  await failed.catch(() => undefined);
  return cost;
}
