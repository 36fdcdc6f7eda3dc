// Performs one attempt: starts the built command line, sends the signal, waits for the end, looks for leftovers, and
// runs `check` on the stored run.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Attempt } from "./attempt.ts";
import type { Aftermath, CheckedRun } from "./judge.ts";
import { BIN, Surroundings } from "./surroundings.ts";

const LOOK_INTERVAL_MS = 200;
/** The guardian needs a second; the disk of a power cut is written first. */
const CLEAN_UP_BUDGET_MS = 10_000;
/** Longer than the limit for a violation; then the process is killed, and the violation reported. */
const GIVE_UP_MS = 60_000;

export async function interruptOnce(attempt: Attempt): Promise<Aftermath> {
  using surroundings = new Surroundings();
  const bench = start(["run", ...attempt.flags], surroundings);
  const looking = setInterval(() => surroundings.look(), LOOK_INTERVAL_MS);
  await Promise.race([delay(attempt.atMs), bench.ended]);
  const endedBefore = bench.child.exitCode !== null || bench.child.signalCode !== null;
  surroundings.look();
  const hadBegun = surroundings.hasAnything;
  const signalledAt = performance.now();
  if (!endedBefore) await signal(bench, attempt);
  const [exitCode, endedBy] = await bench.ended;
  const endMs = endedBefore ? 0 : performance.now() - signalledAt;
  clearInterval(looking);
  const left = await surroundings.left(CLEAN_UP_BUDGET_MS);
  const checked = await checkStored(surroundings);
  return { endedBefore, exitCode, endedBy, endMs, said: bench.said.join(""), hadBegun, left, checked };
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<[number | null, NodeJS.Signals | null]>;
  readonly said: string[];
}

/** Starts the command in its own process group, as a shell in a terminal does. */
function start(words: readonly string[], { workDirectory, temporary }: Surroundings): Running {
  const { PATH = "", FAIRHARE_RABBITMQ_SERVER: server } = process.env;
  const env = { PATH, TMPDIR: temporary, ...(server === undefined ? {} : { FAIRHARE_RABBITMQ_SERVER: server }) };
  const child = spawn(process.execPath, [BIN, ...words], { cwd: workDirectory, env, detached: true });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  return { child, ended, said };
}

async function signal({ child, ended }: Running, { signal: name, toGroup, againAfterMs }: Attempt): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const target = toGroup ? -pid : pid;
  sendQuietly(target, name);
  const isOver = ended.then(() => true);
  if (againAfterMs !== null && !(await Promise.race([delay(againAfterMs, false), isOver]))) sendQuietly(target, name);
  if (!(await Promise.race([delay(GIVE_UP_MS, false, { ref: false }), isOver]))) sendQuietly(-pid, "SIGKILL");
}

function sendQuietly(target: number, name: NodeJS.Signals): void {
  try {
    process.kill(target, name);
  } catch {
    // The process has just ended by itself.
  }
}

async function checkStored(surroundings: Surroundings): Promise<CheckedRun | null> {
  const [name] = listOf(join(surroundings.workDirectory, ".runs"));
  if (name === undefined) return null;
  const directory = join(surroundings.workDirectory, ".runs", name);
  const { planned, complete } = storedRuns(directory);
  const check = start(["check", directory], surroundings);
  const [exitCode] = await check.ended;
  return { planned, complete, exitCode, said: check.said.join("") };
}

/** Counts the runs without Fairhare's own code. */
function storedRuns(directory: string): { planned: number | null; complete: number } {
  const { experiment } = readObject(join(directory, "plan.json"));
  if (!isObject(experiment) || !Array.isArray(experiment["trials"])) return { planned: null, complete: 0 };
  const records = experiment["trials"].flatMap((trial: unknown) => {
    const trialDirectory = join(directory, isObject(trial) ? String(trial["id"]) : "");
    return listOf(trialDirectory).map((run) => readObject(join(trialDirectory, run, "run.json")));
  });
  return {
    planned: experiment["trials"].length * Number(experiment["repeat"]),
    complete: records.filter(({ cutShort }) => cutShort === null).length,
  };
}

function readObject(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function listOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
