// The guardian: a small process of its own session that outlives the CLI, however that ends, and cleans up after it.
// It waits on its standard input, which the CLI holds open; the end of it without the word `done` is the CLI's death.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { endNode } from "./end-node.ts";
import { type GuardianTask, hear } from "./task.ts";

/** Two tries: a directory may be busy for a moment, and nobody is left to tell about a failure. */
const TRIES = 2;

// Whoever asks the CLI to end asks its whole session or group; when the guardian ends is for the CLI's pipe to say.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => {});

const task = JSON.parse(process.argv[2] ?? "") as GuardianTask;
const groups = new Set<number>();
let done = false;
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  done ||= hear(line, groups);
});
process.stdin.on("error", () => lines.close());
await once(lines, "close");
for (let tries = 0; tries < TRIES && !done; tries++) done = await cleanUp().catch(() => false);

async function cleanUp(): Promise<boolean> {
  if (task.type === "node") {
    await endNode({ id: task.id, groups }, task.directory);
    return true;
  }
  const child = spawn(task.file, task.args, { env: { ...process.env, ...task.env }, stdio: "ignore" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}
