// What both sides do when the connection between them fails or one of them is gone.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer, connect as connectTcp, type Socket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { AgentPool } from "./pool/agent-pool.ts";
import { configured, launchOn, openPool, startAgent, temporaryDirectory, SOON } from "./testing/loopback.ts";

/** Passes bytes to a port until `swallow`; from then on, neither bytes nor the end of a connection. */
async function openNetwork(target: () => number) {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connectTcp({ port: target(), host: "127.0.0.1", allowHalfOpen: true });
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on("error", () => undefined);
    sockets.push(near, far);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return {
    port: typeof address === "object" ? (address?.port ?? 0) : 0,
    swallow: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
  };
}

test("both sides notice a network that swallows everything within the agent timeout", async () => {
  let poolPort = 0;
  const network = await openNetwork(() => poolPort);
  const agents: ReturnType<typeof startAgent>[] = [];
  const opened = await openPool({
    agentTimeoutMs: 400,
    onListening: ({ port }) => {
      poolPort = port;
      agents.push(startAgent(network.port, { isOnce: false }));
    },
  });
  const [agent] = agents;
  const { ends } = launchOn(opened.remote, join(temporaryDirectory(), "worker.shard"));
  const child = await configured({ agents });
  network.swallow();
  const began = performance.now();
  await expect.poll(() => ends, SOON).toHaveLength(1);
  await expect.poll(() => child.signals, SOON).toEqual(["SIGKILL"]);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(ends[0]).toMatchObject({
    reason: "Agent 1 (test-host) was lost: nothing was heard for 0.4 s.",
    isShardIncomplete: true,
  });
  await expect
    .poll(() => agent?.notices.at(-1), SOON)
    .toMatch(/was lost: nothing was heard for 0\.4 s\. Its processes were ended\. Waiting for an orchestrator\.$/);
  expect(existsSync(join(agent?.directory ?? "", "shards"))).toBe(false);
});

test("another agent takes the number of one that was lost", async () => {
  const opened = await openPool({ count: 2 });
  const [first, second] = opened.agents;
  const lost = opened.pool.agents.find(({ number }) => number === 1);
  const gone = new Promise((resolve) => lost?.onLost(resolve));
  ((await isAgent(first, 1)) ? first : second)?.stop();
  await gone;
  expect(opened.pool.agents.map(({ isConnected }) => isConnected)).toEqual([false, true]);
  startAgent(opened.pool.port, { name: "successor" });
  await expect.poll(() => opened.pool.agents[0]?.name, SOON).toBe("successor");
  expect(opened.pool.agents.map(({ number, isConnected }) => [number, isConnected])).toEqual([
    [1, true],
    [2, true],
  ]);
});

const isAgent = async (agent: ReturnType<typeof startAgent> | undefined, number: number): Promise<boolean> => {
  await expect.poll(() => agent?.notices.length, SOON).toBeGreaterThan(0);
  return agent?.notices.some((notice) => notice.includes(`as agent ${number} of`)) === true;
};

test("an agent serves one orchestrator after another", async () => {
  const first = await openPool({}, { isOnce: false });
  const [agent] = first.agents;
  const { port } = first.pool;
  await first.pool[Symbol.asyncDispose]();
  const second = await openPool({ port, onListening: () => undefined });
  expect(second.remote.isConnected).toBe(true);
  expect(agent?.notices.filter((notice) => notice.startsWith("Joined"))).toHaveLength(2);
});

test("an agent gives up when no orchestrator accepts it in time", async () => {
  const { pool } = await openPool();
  await pool[Symbol.asyncDispose]();
  const agent = startAgent(pool.port, { waitMs: 100 });
  await expect(agent.ended).rejects.toThrow(
    `The orchestrator at 127.0.0.1:${pool.port} cannot be reached: nothing listens there. No orchestrator accepted this agent for 0.1 s (--wait).`,
  );
  expect(existsSync(agent.directory)).toBe(false);
});

test("a pool whose agents do not join in time says how many did, and ends", async () => {
  const opened = openPool({
    count: 2,
    joinTimeoutMs: 600,
    onListening: ({ port }) => void startAgent(port),
  });
  await expect(opened).rejects.toThrow("1 of 2 agents joined within 0.6 s.");
});

test("a process whose shard cannot be written is killed, and ends with the reason", async () => {
  const opened = await openPool();
  const file = join(temporaryDirectory(), "missing", "worker.shard");
  const { ends } = launchOn(opened.remote, file);
  const child = await configured(opened);
  // More than the window: the agent must not wait for a file that is not written.
  child.write(randomBytes(3_000_000));
  await expect.poll(() => ends, SOON).toHaveLength(1);
  expect(ends[0]).toMatchObject({
    signal: "SIGKILL",
    isGraceful: false,
    reason: `Its history ${file} cannot be written: there is no such file or directory.`,
    isShardIncomplete: true,
  });
});

test("what a process wrote before its agent was lost stays in the shard", async () => {
  const opened = await openPool();
  const file = join(temporaryDirectory(), "worker.shard");
  const { ends } = launchOn(opened.remote, file);
  const child = await configured(opened);
  const bytes = randomBytes(500_000);
  child.write(bytes);
  await expect.poll(() => existsSync(file) && readFileSync(file).length, SOON).toBe(bytes.length);
  opened.agents[0]?.stop();
  await expect.poll(() => ends, SOON).toHaveLength(1);
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test("a process that is launched on a lost agent ends at once", async () => {
  const opened = await openPool();
  const gone = new Promise((resolve) => opened.remote.onLost(resolve));
  opened.agents[0]?.stop();
  await gone;
  const { launched, ends } = launchOn(opened.remote, join(temporaryDirectory(), "worker.shard"));
  await expect.poll(() => ends, SOON).toHaveLength(1);
  expect(launched.pid).toBe(0);
  await expect(opened.remote.exchangeTime()).rejects.toThrow("Agent 1 (test-host) was lost");
});

test("an interrupt while agents are missing dismisses those that have joined, and ends listening", async () => {
  const interrupt = new AbortController();
  const joined: ReturnType<typeof startAgent>[] = [];
  let pool: AgentPool | undefined;
  const opened = openPool({
    count: 2,
    signal: interrupt.signal,
    onListening: (listening) => {
      pool = listening;
      joined.push(startAgent(listening.port));
    },
  });
  // It rejects before it is awaited.
  const refused = opened.catch((error: unknown) => error);
  await expect.poll(() => pool?.agents.length, SOON).toBe(1);
  interrupt.abort(new Error("interrupted"));
  expect(await refused).toEqual(new Error("interrupted"));
  await joined[0]?.ended;
  expect(joined[0]?.notices.at(-1)).toBe("The experiment is over.");
  const late = startAgent(pool?.port ?? 0, { waitMs: 0 });
  await expect(late.ended).rejects.toThrow("nothing listens there");
});
