// The guardian: a small process of its own session that outlives the CLI, however that ends, and cleans up after it.
// It waits on its standard input, which the CLI holds open: the first line is its task, and the end without the word
// `done` is the CLI's death.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { endNode } from "./end-node.ts";
import { type GuardianTask, applyMessage, LATE_REQUEST_MS } from "./task.ts";

/** Two tries: a directory may be busy for a moment, and nobody is left to tell about a failure. */
const TRIES = 2;

// Whoever asks the CLI to end asks its whole session or group; when the guardian ends is for the CLI's pipe to say.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => {});

const groups = new Set<number>();
const task = await taskToRun();
if (task !== undefined) {
  let isClean = false;
  for (let tries = 0; tries < TRIES && !isClean; tries++) isClean = await cleanUp(task).catch(() => false);
}

/** Undefined when the CLI has cleaned up itself, or died before it had a task, and so before it had started anything. */
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
  // A command that was still at work when the CLI died goes on without it, and would undo the cleaning up.
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
    // Gone already: what was wanted.
  }
}
