// `npm run bench:startup -- [checkout …]`: time and memory of a worker process before its first task. The checkouts must be
// built; without an argument it measures this one. Several take turns, so that two versions meet the same machine.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { probeServer } from "@fairhare/amqp";
import { openBroker } from "@fairhare/broker";
import Table from "cli-table3";
import { median } from "simple-statistics";
import { measureFleet, measureImport, timeToConnect, workerProgramOf } from "./startup/measure.ts";

const MEASURES = [
  "fork to TCP connect, ms",
  "import, ms",
  "import, CPU ms",
  "resident after import, MB",
  "fleet ready, s",
  "resident when ready, MB",
] as const;
type Measure = (typeof MEASURES)[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "11" },
    workers: { type: "string", default: "200" },
    "fleet-rounds": { type: "string", default: "3" },
  },
});
const [rounds, workers, fleetRounds] = [values.rounds, values.workers, values["fleet-rounds"]].map(Number);
if (!rounds || !workers || fleetRounds === undefined || Number.isNaN(fleetRounds))
  throw new Error("--rounds, --workers and --fleet-rounds must be numbers above 0; --fleet-rounds 0 needs no broker.");

const here = fileURLToPath(new URL("../../..", import.meta.url));
const checkouts = (positionals.length === 0 ? [here] : positionals).map((path) => ({
  path,
  program: workerProgramOf(resolve(path)),
  measured: new Map<Measure, number[]>(MEASURES.map((measure) => [measure, []])),
}));

for (let round = 0; round <= rounds; round++) {
  for (const { program, measured } of inTurn(round)) {
    const connectMs = await timeToConnect(program);
    const imported = await measureImport(program);
    // The first round fills the caches of the file system and is discarded.
    if (round === 0) continue;
    measured.get("fork to TCP connect, ms")?.push(connectMs);
    measured.get("import, ms")?.push(imported.wallMs);
    measured.get("import, CPU ms")?.push(imported.cpuMs);
    measured.get("resident after import, MB")?.push(imported.residentMb);
  }
}
if (fleetRounds > 0) await measureFleets(workers, fleetRounds);
printTable();

async function measureFleets(count: number, times: number): Promise<void> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new Error("interrupted")));
  await using broker = await openBroker(
    { provider: "auto", env: process.env },
    { probe: probeServer, signal: stop.signal, onNotice: (sentence) => process.stdout.write(`${sentence}\n`) },
  );
  for (let round = 0; round < times && !stop.signal.aborted; round++) {
    for (const { path, program, measured } of inTurn(round)) {
      const { readySeconds, residentMb } = await measureFleet(program, broker.uri, count);
      process.stdout.write(`${path}: ${count} workers ready after ${readySeconds.toFixed(1)} s\n`);
      measured.get("fleet ready, s")?.push(readySeconds);
      measured.get("resident when ready, MB")?.push(residentMb);
    }
  }
}

/** Alternates the order, so that no checkout always runs after the other. */
function inTurn(round: number): typeof checkouts {
  return round % 2 === 0 ? checkouts : checkouts.toReversed();
}

function printTable(): void {
  const table = new Table({ head: ["median (minimum)", ...checkouts.map(({ path }) => path)] });
  for (const measure of MEASURES)
    table.push([measure, ...checkouts.map(({ measured }) => describe(measured.get(measure) ?? []))]);
  process.stdout.write(
    `${rounds} rounds; ${fleetRounds} of a fleet of ${workers} workers, a process each\n${table.toString()}\n`,
  );
}

function describe(numbers: readonly number[]): string {
  if (numbers.length === 0) return "not measured";
  return `${median([...numbers]).toPrecision(3)} (${Math.min(...numbers).toPrecision(3)})`;
}
