// `npm run bench:checker -- --events 1m,10m,30m`: time and peak memory of checking large histories, with the code path of
// `check`. Each history is written to a temporary directory, checked by a process of its own, and removed.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import type { CheckCost } from "./checker-child.ts";
import { makeRun, type MadeRun } from "./made-run.ts";

const CHILD = fileURLToPath(new URL("checker-child.js", import.meta.url));
const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6 };

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "1m,10m,30m" },
    workers: { type: "string", default: "8" },
    producers: { type: "string", default: "2" },
    prefetch: { type: "string", default: "10" },
    into: { type: "string", default: tmpdir() },
  },
});
const fleet = {
  workers: countOf(values.workers, "--workers"),
  producers: countOf(values.producers, "--producers"),
  prefetch: countOf(values.prefetch, "--prefetch"),
};

const HEAD = [
  "events",
  "bytes an event, written",
  "stored",
  "s to pack",
  "s to check",
  "CPU s",
  "events/s",
  "peak RSS, MB",
  "bytes of memory an event",
];
const table = new Table({ head: HEAD, colAligns: HEAD.map(() => "right" as const), style: { head: [], border: [] } });
for (const text of values.events.split(",")) measure(countOf(text, "--events"));
process.stdout.write(
  `${fleet.workers} workers, ${fleet.producers} producers, prefetch ${fleet.prefetch}\n${table.toString()}\n`,
);

function measure(events: number): void {
  const directory = mkdtempSync(join(values.into, "fairhare-checker-"));
  try {
    const made = makeRun(join(directory, "run"), events, fleet);
    const cost = check(made);
    table.push([
      made.events.toLocaleString("en"),
      (made.bytes / made.events).toFixed(1),
      (made.packedBytes / made.events).toFixed(1),
      made.packSeconds.toFixed(2),
      cost.seconds.toFixed(2),
      cost.cpuSeconds.toFixed(2),
      Math.round(made.events / cost.seconds).toLocaleString("en"),
      Math.round(cost.peakBytes / 1e6),
      (cost.peakBytes / made.events).toFixed(0),
    ]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Throws if the checker does not find what was written. */
function check({ directory, tasks, duplicated, redelivered }: MadeRun): CheckCost {
  const cost = JSON.parse(execFileSync(process.execPath, [CHILD, directory.path], { encoding: "utf8" })) as CheckCost;
  const expected = { verdict: "pass", completed: tasks, duplicated, redelivered };
  for (const [name, value] of Object.entries(expected)) {
    const actual = cost[name as keyof typeof expected];
    if (actual !== value) throw new Error(`the checker found ${name} ${actual}, the history has ${value}`);
  }
  return cost;
}

/** `250k`, `10m` or a plain number. */
function countOf(text: string, flag: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)([km]?)$/.exec(text) ?? [];
  const count = Number(digits) * (UNITS[unit] ?? NaN);
  if (!(count >= 1)) throw new Error(`${flag} must be a number such as 250k or 10m (got ${text}).`);
  return count;
}
