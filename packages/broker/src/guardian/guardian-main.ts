// The guardian: a small process in its own session that outlives the command line and cleans up after it, however the
// command line ends. The command line holds the guardian's standard input open. The first line is the task; if the
// input ends without the message `done`, the command line was killed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { endAgent } from "./end-agent.ts";
import { endNode, endProcesses } from "./end-node.ts";
import { type GuardianTask, applyMessage, LATE_REQUEST_MS } from "./task.ts";

/** A directory may be busy for a moment, and the guardian cannot report a failure. */
const TRIES = 2;

// Signals to the command line may reach its whole session or process group; the guardian ends only with its pipe.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => {});

const groups = new Set<number>();
const task = await taskToRun();
if (task !== undefined) {
  let isClean = false;
  for (let tries = 0; tries < TRIES && !isClean; tries++) isClean = await cleanUp(task).catch(() => false);
}

/**
 * `undefined` if the command line has cleaned up itself, or ended before it sent a task and so before it started
 * anything.
 */
async function taskToRun(): Promise<GuardianTask | undefined> {
  let received: GuardianTask | undefined;
  let isDone = false;
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    if (received === undefined) received = JSON.parse(line) as GuardianTask;
    else isDone ||= applyMessage(line, groups);
  });
  process.stdin.on("error", () => lines.close());
  await once(lines, "close");
  return isDone ? undefined : received;
}

async function cleanUp(left: GuardianTask): Promise<boolean> {
  if (left.type === "node") {
    await endNode({ id: left.id, groups }, left.directory);
    return true;
  }
  if (left.type === "agent") {
    await endAgent({ id: left.id, groups }, left.directory);
    return true;
  }
  if (left.type === "programs") {
    // The groups as well: a program may have started others without its environment.
    for (const group of groups) killQuietly(-group);
    return (await endProcesses({ id: left.id, groups })).length === 0;
  }
  // A command that was running when the command line was killed continues, and would undo the clean-up.
  for (const group of groups) killQuietly(-group);
  const isClean = await run(left);
  if (groups.size === 0) return isClean;
  await delay(LATE_REQUEST_MS);
  return run(left);
}

async function run({ file, args, env }: Extract<GuardianTask, { type: "command" }>): Promise<boolean> {
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: "ignore" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}

function killQuietly(target: number): void {
  try {
    process.kill(target, "SIGKILL");
  } catch {
    // The process has already ended.
  }
}
