// `npm run bench:soak`: one hour at 2,000 tasks/s, or SOAK_MINUTES=3. Samples memory and open files of every process, the
// stalls of their event loops and the size of the history, prints how much they grow per hour, and ends with exit code 1
// if one of them grows beyond its bound. What packing and checking the history takes afterwards is a line of its own: it
// is proportional to the tasks.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { EventKind, roleName, ShardReader } from "@fairhare/protocol";
import Table from "cli-table3";
import { sampleTree } from "./process-samples.ts";
import { isSettled, type LoadedSpan, loadedSpan } from "./loaded-span.ts";
import { type Bound, growsBeyond, type Sample, type Slope, slopeOf } from "./slope.ts";

const COMMAND = fileURLToPath(new URL("../../../packages/cli/bin/fairhare.mjs", import.meta.url));
const SAMPLE_MS = 1_000;
const BOUNDS = {
  residentMb: { perHour: 25, least: 4 },
  openFiles: { perHour: 10, least: 2 },
  stallMs: { perHour: 50, least: 20 },
} as const;
/** Helpers of the broker, such as its port mapper, are left out. */
const SHOWN = /^(orchestrator|worker|producer|broker)/;
/** A broker keeps a queue and its indices; its memory is reported, not judged. */
const JUDGED = /^(orchestrator|worker|producer)/;

const minutes = numberOf("SOAK_MINUTES", 60);
const rate = numberOf("SOAK_RATE", 2_000);
const workers = numberOf("SOAK_WORKERS", 4);

/** By quantity: `worker 1: memory, MB`. Seconds are those of the host's clock, which all shards use. */
const series = new Map<string, Sample[]>();
const directory = mkdtempSync(join(tmpdir(), "fairhare-soak-"));
try {
  process.exitCode = await soak();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function soak(): Promise<number> {
  const flags = ["--workers", `${workers}`, "--prefetch", "20", "--rate", `${rate}`, "--time", `${minutes * 60}`];
  const load = ["--skew", "uniform", "--heavy", "200us", "--durability", "confirmed", "--quiet"];
  process.stdout.write(`${minutes} min at ${rate} tasks/s, ${workers} workers\n`);
  const run = spawn(process.execPath, [COMMAND, "run", ...flags, ...load], { cwd: directory, stdio: "inherit" });
  const ended = once(run, "exit");
  const stop = (): void => void run.kill("SIGINT");
  process.once("SIGINT", stop);
  while (run.exitCode === null && run.signalCode === null) {
    sample(run.pid ?? 0, Number(process.hrtime.bigint()) / 1e9);
    await Promise.race([setTimeout(SAMPLE_MS), ended]);
  }
  if (run.exitCode !== 0) process.stdout.write(`The run ended with exit code ${run.exitCode}.\n`);
  const span = loadedSpan(shards());
  if (span === undefined) return 1;
  addStalls();
  const grown = report(span);
  return run.exitCode === 0 && grown.length === 0 ? 0 : 1;
}

function sample(root: number, seconds: number): void {
  for (const { name, residentBytes, openFiles } of sampleTree(root)) {
    if (!SHOWN.test(name)) continue;
    add(`${name}: memory, MB`, seconds, residentBytes / 1e6);
    add(`${name}: open files`, seconds, openFiles);
  }
  add("history, MB", seconds, shards().reduce((sum, path) => sum + statSync(path).size, 0) / 1e6);
}

/** The longest stall of each second of each process of the fleet. */
function addStalls(): void {
  for (const path of shards()) {
    const reader = new ShardReader(readFileSync(path));
    const { role, process: number } = reader.header;
    while (reader.next())
      if (reader.kind === EventKind.sampled)
        add(`${roleName(role)} ${number}: longest stall, ms`, reader.at / 1e9, reader.tag / 1e3);
  }
}

function add(name: string, seconds: number, value: number): void {
  const samples = series.get(name) ?? [];
  series.set(name, samples);
  samples.push({ seconds, value });
}

function shards(): string[] {
  try {
    const names = readdirSync(join(directory, ".runs"), { recursive: true, encoding: "utf8" });
    return names.filter((name) => name.endsWith(".shard")).map((name) => join(directory, ".runs", name));
  } catch {
    return [];
  }
}

/** Returns the quantities that grow beyond their bound within the span. */
function report(span: LoadedSpan): string[] {
  const table = new Table({
    head: ["quantity", "at first", "at last", "per hour", "± 95 %", "bound"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  const grown: string[] = [];
  for (const [name, samples] of [...series].toSorted(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))) {
    const settled = samples.filter(({ seconds }) => isSettled(seconds, span));
    const slope = slopeOf(settled);
    const bound = boundOf(name);
    if (bound !== null && growsBeyond(slope, bound)) grown.push(name);
    table.push([name, ...cellsOf(slope), bound === null ? "" : String(bound.perHour)]);
  }
  process.stdout.write(`${table.toString()}\n`);
  const after = (series.get("orchestrator: memory, MB") ?? []).filter(({ seconds }) => seconds > span.to);
  const peak = Math.max(...after.map(({ value }) => value));
  if (after.length > 0) process.stdout.write(`orchestrator while it packs and checks: ${peak.toFixed(0)} MB\n`);
  process.stdout.write(
    grown.length === 0 ? "✓ nothing grows beyond its bound\n" : `✗ grows beyond its bound: ${grown.join("; ")}\n`,
  );
  return grown;
}

function cellsOf({ first, last, perHour, plusMinus }: Slope): string[] {
  return [first, last, perHour, plusMinus].map((value) => (Number.isFinite(value) ? value.toFixed(1) : "unknown"));
}

function boundOf(name: string): Bound | null {
  if (!JUDGED.test(name)) return null;
  if (name.endsWith("memory, MB")) return BOUNDS.residentMb;
  return name.endsWith("open files") ? BOUNDS.openFiles : BOUNDS.stallMs;
}

function numberOf(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!(value > 0)) throw new Error(`${name} must be a number above 0 (got ${process.env[name]}).`);
  return value;
}
