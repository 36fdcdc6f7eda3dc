// Clients that must not join, against a pool whose agent streams a shard meanwhile.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { configured, launchOn, openPool, startAgent, temporaryDirectory, SOON } from "../testing/loopback.ts";
import { connectAndLeave, sayWithToken, sendBytes, tlsWithoutToken } from "../testing/strangers.ts";

/** A pool with one agent, whose process writes its shard until `finish`, which checks that nothing is missing. */
async function busyPool() {
  const opened = await openPool();
  const file = join(temporaryDirectory(), "worker.shard");
  const { ends } = launchOn(opened.remote, file);
  const child = await configured(opened);
  const written: Buffer[] = [];
  const timer = setInterval(() => {
    const bytes = randomBytes(10_000);
    written.push(bytes);
    child.write(bytes);
  }, 5);
  onTestFinished(() => clearInterval(timer));
  const joined = opened.notices.length;
  return {
    port: opened.pool.port,
    /** Without those about agents that join. */
    notices: () => opened.notices.slice(joined),
    finish: async () => {
      clearInterval(timer);
      child.end(0);
      await expect.poll(() => ends, SOON).toEqual([{ exitCode: 0, signal: null, isGraceful: true }]);
      expect(readFileSync(file).equals(Buffer.concat(written))).toBe(true);
      expect(opened.remote.isConnected).toBe(true);
      await opened.pool[Symbol.asyncDispose]();
    },
  };
}

describe("a pool whose agent is busy", () => {
  test("refuses an agent with another token, which ends with a sentence about it", async () => {
    const { port, notices, finish } = await busyPool();
    const stranger = startAgent(port, { token: "another-token-another-token-another" });
    await expect(stranger.ended).rejects.toThrow(
      `The orchestrator at 127.0.0.1:${port} uses another token. Use the same --token-file on both sides.`,
    );
    expect(notices()).toEqual([
      "A connection from 127.0.0.1 was refused: it used another token. Further ones are only counted.",
    ]);
    await finish();
  });

  test("refuses an agent of another version, with a sentence on both sides", async () => {
    const { port, notices, finish } = await busyPool();
    const sentence =
      "Agent old-host runs Fairhare 0.9.0 (agent protocol 1), the orchestrator runs 1.2.3 (agent protocol 1). Install the same version on both.";
    const stranger = startAgent(port, { version: "0.9.0", name: "old-host" });
    await expect(stranger.ended).rejects.toThrow(
      `The orchestrator at 127.0.0.1:${port} refused this agent. ${sentence}`,
    );
    expect(notices()).toEqual([`${sentence} Further ones are only counted.`]);
    await finish();
  });

  test("offers no cipher suite without the token", async () => {
    const { port, notices, finish } = await busyPool();
    expect((await tlsWithoutToken(port)).message).toMatch(/handshake failure/i);
    expect(notices()).toEqual([expect.stringContaining("it used TLS without the token")]);
    await finish();
  });

  test("lets one agent too many wait until a place is free", async () => {
    const { port, notices, finish } = await busyPool();
    const late = startAgent(port, { name: "late" });
    await expect.poll(() => late.notices).toEqual([expect.stringContaining("It has its 1 agent already.")]);
    expect(notices()).toEqual([expect.stringContaining("all agents have joined already")]);
    await finish();
  });

  test.each([
    ["text that is not JSON", "hello"],
    ["JSON that is not a message", "[1, 2]"],
    ["a message before its introduction", '{"type":"started","process":1,"pid":1}'],
    ["an introduction without a host", '{"type":"hello","protocol":1,"version":"1.2.3"}'],
    ["a part of a shard", Buffer.alloc(100)],
    ["more bytes than any message has", "x".repeat(2_000_000)],
  ])("ends a connection with the token that sends %s", async (_, message) => {
    const { port, notices, finish } = await busyPool();
    await sayWithToken(port, message);
    await expect.poll(() => notices(), SOON).toHaveLength(1);
    await finish();
  });

  test("survives 1,000 connections of clients that are not agents, and reports each kind once, with counts", async () => {
    const { port, notices, finish } = await busyPool();
    const garbage = [
      "GET / HTTP/1.1\r\n\r\n",
      "AMQP\0\0\u0009\u0001",
      randomBytes(5_000),
      Buffer.from([0x16, 3, 1, 2, 0, 1]),
    ];
    const attempts: Promise<unknown>[] = [];
    for (let count = 0; count < 1_000; count++) {
      const bytes = garbage[count % 5];
      attempts.push(bytes === undefined ? connectAndLeave(port) : sendBytes(port, bytes));
    }
    await Promise.all(attempts);
    const before = notices();
    expect(before.length).toBeGreaterThanOrEqual(2);
    expect(new Set(before).size).toBe(before.length);
    await finish();
    const summary = notices().at(-1) ?? "";
    expect(summary).toMatch(/^\d[\d,]* connections refused: /);
    const counts = [...summary.matchAll(/\((\d+)\)/g)].map(([, count]) => Number(count));
    // A kind that occurred once has its own sentence only.
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1_000 - before.length);
  });
});
