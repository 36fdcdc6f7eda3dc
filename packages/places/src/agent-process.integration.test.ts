// The built agent as a process of its own, with real child processes: whichever side is killed, nothing is left.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openPool, SOON, temporaryDirectory, TOKEN } from "./testing/loopback.ts";

const PROGRAM = fileURLToPath(new URL("../../cli/bin/fairhare.mjs", import.meta.url));
const OPENER = fileURLToPath(new URL("testing/open-pool.mjs", import.meta.url));
const VERSION = String(
  (JSON.parse(readFileSync(new URL("../../cli/package.json", import.meta.url), "utf8")) as { version: unknown })
    .version,
);

interface AgentProcess {
  readonly child: ChildProcess;
  readonly written: () => string;
}

function spawnAgent(port: number, ...words: readonly string[]): AgentProcess {
  const tokenFile = join(temporaryDirectory(), "token");
  writeFileSync(tokenFile, TOKEN);
  const args = ["agent", "--join", `127.0.0.1:${port}`, "--token-file", tokenFile, ...words];
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  child.stderr.on("data", (bytes: Buffer) => (text += bytes.toString()));
  return { child, written: () => text };
}

async function poolWithProcess() {
  let agent: AgentProcess | undefined;
  const opened = await openPool({
    version: VERSION,
    onListening: ({ port }) => {
      agent = spawnAgent(port);
    },
  });
  if (agent === undefined) throw new Error("the pool did not listen");
  const launched = opened.remote.launch("worker", { onMessage: () => undefined, onEnd: () => undefined });
  await launched.started;
  const directory = directoryOf(agent);
  expect(isRunning(launched.pid)).toBe(true);
  expect(existsSync(directory)).toBe(true);
  return { ...opened, agent, launched, directory };
}

/** Children of the agent name their parent; its guardian names the directory. */
function directoryOf({ child }: AgentProcess): string {
  const guardian = readdirSync("/proc").find(
    (pid) =>
      /^\d+$/.test(pid) && statusOf(pid).includes(`PPid:\t${child.pid}\n`) && commandOf(pid).includes("guardian"),
  );
  return join(tmpdir(), commandOf(guardian ?? "").split("\0")[2] ?? "no guardian");
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
};
const statusOf = (pid: string): string => read(`/proc/${pid}/status`);
const commandOf = (pid: string): string => read(`/proc/${pid}/cmdline`);
const isRunning = (pid: number): boolean => /State:\t[^Z]/.test(statusOf(String(pid)));

test.runIf(process.platform === "linux")("an agent that is killed leaves no process and no directory", async () => {
  const { agent, launched, directory, remote } = await poolWithProcess();
  const lost = new Promise((resolve) => remote.onLost(resolve));
  // A frozen process does not notice that its agent is gone; the guardian ends it.
  launched.kill("SIGSTOP");
  await expect.poll(() => statusOf(String(launched.pid)), SOON).toContain("State:\tT");
  agent.child.kill("SIGKILL");
  expect(await lost).toMatch(/^Agent 1 \(.*\) was lost: the connection was (closed|reset)\.$/);
  await expect.poll(() => isRunning(launched.pid), SOON).toBe(false);
  await expect.poll(() => existsSync(directory), SOON).toBe(false);
});

test.runIf(process.platform === "linux")("the fault that crashes an agent leaves nothing of it either", async () => {
  const { agent, launched, directory, remote } = await poolWithProcess();
  const lost = new Promise((resolve) => remote.onLost(resolve));
  const exited = once(agent.child, "exit");
  remote.crash();
  expect(await exited).toEqual([null, "SIGKILL"]);
  expect(await lost).toMatch(/was lost/);
  await expect.poll(() => isRunning(launched.pid), SOON).toBe(false);
  await expect.poll(() => existsSync(directory), SOON).toBe(false);
});

test.runIf(process.platform === "linux")("an agent that is asked to end leaves nothing, and exits with 0", async () => {
  const { agent, launched, directory } = await poolWithProcess();
  const exited = once(agent.child, "exit");
  agent.child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
  expect(isRunning(launched.pid)).toBe(false);
  expect(existsSync(directory)).toBe(false);
});

test.runIf(process.platform === "linux")(
  "when the orchestrator is killed, the agent ends its processes and waits",
  async () => {
    const opener = spawn(process.execPath, [OPENER, VERSION, TOKEN], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void opener.kill("SIGKILL"));
    let said = "";
    opener.stdout.on("data", (bytes: Buffer) => (said += bytes.toString()));
    await expect.poll(() => said, SOON).toMatch(/port \d+\n/);
    const agent = spawnAgent(Number(/port (\d+)/.exec(said)?.[1]));
    await expect.poll(() => said, SOON).toMatch(/pid \d+\n/);
    const pid = Number(/pid (\d+)/.exec(said)?.[1]);
    expect(isRunning(pid)).toBe(true);
    opener.kill("SIGKILL");
    await expect.poll(() => isRunning(pid), SOON).toBe(false);
    await expect.poll(() => agent.written(), SOON).toMatch(/Its processes were ended\. Waiting for an orchestrator\./);
    expect(agent.child.exitCode).toBe(null);
  },
);

test("`--once` ends the agent with the experiment", async () => {
  let agent: AgentProcess | undefined;
  const opened = await openPool({
    version: VERSION,
    onListening: ({ port }) => {
      agent = spawnAgent(port, "--once", "--name", "host-b");
    },
  });
  expect(opened.remote.name).toBe("host-b");
  const exited = agent && once(agent.child, "exit");
  await opened.pool[Symbol.asyncDispose]();
  expect(await exited).toEqual([0, null]);
  expect(agent?.written()).toContain("The experiment is over.");
});
