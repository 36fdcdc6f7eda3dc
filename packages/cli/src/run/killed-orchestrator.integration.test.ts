// An orchestrator over an agent, both through the real command line, that is killed or interrupted: nothing of the run is
// left, and the agent serves the next orchestrator.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commandOnBroker } from "../testing/command-on-broker.ts";
import type { SpawnedCommand } from "../testing/spawn-command.ts";

const broker = commandOnBroker("killed-orchestrator");
/** Of the agent, whose environment names no other. */
const TEMPORARY = "/tmp";
const SOON = { timeout: 30_000, interval: 50 };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

function started(words: readonly string[]): SpawnedCommand {
  const command = broker.start(words);
  onTestFinished(() => void command.child.kill("SIGKILL"));
  return command;
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
};
const isGuardian = (pid: number): boolean => commandOf(pid).includes("guardian");

/** The name of the agent's directory is an argument of its guardian. */
function directoryOf(guardian: number): string {
  const names = readdirSync(TEMPORARY);
  const named = commandOf(guardian)
    .split("\0")
    .find((word) => names.includes(word));
  if (named === undefined) throw new Error("the guardian names no directory");
  return join(TEMPORARY, named);
}

test.runIf(process.platform === "linux")(
  "an agent ends the processes of a killed orchestrator, waits, and serves the next one",
  async () => {
    const tokenFile = broker.path("token");
    writeFileSync(tokenFile, "0123456789abcdef".repeat(2), { mode: 0o600 });
    const port = await freePort();
    const orchestrator = (...words: readonly string[]): SpawnedCommand =>
      started(["run", "--agents", "1", "--listen", `127.0.0.1:${port}`, "--token-file", tokenFile, ...words]);
    const short = ["--workers", "2", "--heavy", "1ms", "--light", "1ms"];

    // Interrupted before anything is measured.
    const waiting = orchestrator("--tasks", "10", ...short);
    await expect.poll(() => waiting.written.err, SOON).toContain("Waiting for 1 agent");
    waiting.child.kill("SIGINT");
    expect(await waiting.closed).toBe(130);
    expect(waiting.written.err).toContain("Stopping; nothing was measured yet.");
    expect(waiting.written.err).not.toContain("is saved");

    const agent = started(["agent", "--join", `127.0.0.1:${port}`, "--token-file", tokenFile]);
    const killed = orchestrator("--time", "60s", "--rate", "100", ...short);
    const fleet = (): number[] => childrenOf(agent.child.pid ?? 0).filter((pid) => !isGuardian(pid));
    await expect.poll(() => fleet().length, SOON).toBe(3);
    const processes = fleet();
    const guardian = childrenOf(agent.child.pid ?? 0).find(isGuardian) ?? 0;
    const directory = directoryOf(guardian);
    await expect.poll(() => readdirSync(join(directory, "shards")).length, SOON).toBe(3);
    killed.child.kill("SIGKILL");
    await expect.poll(() => processes.filter((pid) => commandOf(pid) !== ""), SOON).toEqual([]);
    await expect.poll(() => existsSync(join(directory, "shards")), SOON).toBe(false);
    await expect
      .poll(() => agent.written.err, SOON)
      .toContain("Its processes were ended. Waiting for an orchestrator.");

    const next = orchestrator("--tasks", "50", ...short);
    expect(await next.closed).toBe(0);
    await expect.poll(() => agent.written.err.match(/Joined the orchestrator/g)?.length, SOON).toBe(2);
    agent.child.kill("SIGTERM");
    expect(await agent.closed).toBe(0);
    await expect.poll(() => existsSync(directory), SOON).toBe(false);
  },
);
