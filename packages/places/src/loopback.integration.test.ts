// The way of a process through pool and agent, over a real connection; only the processes are fakes.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createHostTimers } from "@fairhare/child";
import { nanoseconds, type Timers } from "@fairhare/core";
import { expect, test } from "vitest";
import { configured, launchOn, openPool, temporaryDirectory, SOON } from "./testing/loopback.ts";

test("an agent that joins tells what its host is", async () => {
  const { remote, notices } = await openPool();
  expect(remote).toMatchObject({ number: 1, name: "test-host", address: "127.0.0.1", isConnected: true });
  expect(remote.cores).toBeGreaterThan(0);
  expect(notices).toEqual([
    expect.stringMatching(/^Agent 1 \(test-host\) joined from 127\.0\.0\.1: \d+ cores?, .*B \(1 of 1\)\.$/),
  ]);
});

test("messages pass in both directions, and the shard is written where the plan wants it", async () => {
  const opened = await openPool();
  const file = join(temporaryDirectory(), "worker.shard");
  const { launched, messages, ends } = launchOn(opened.remote, file);
  const child = await configured(opened);
  await launched.started;
  expect(launched.pid).toBe(child.pid);
  expect(child.plan).toMatchObject({ role: "worker", process: 1 });
  expect(child.plan.shardFile).not.toBe(file);
  const bytes = randomBytes(3_000_000);
  for (let at = 0; at < bytes.length; at += 100_000) child.write(bytes.subarray(at, at + 100_000));
  child.say({ type: "ready" });
  launched.send({ type: "begin" });
  await expect.poll(() => child.received.at(-1), SOON).toEqual({ type: "begin" });
  child.end(0);
  await expect.poll(() => ends, SOON).toEqual([{ exitCode: 0, signal: null, isGraceful: true }]);
  expect(messages).toEqual(["ready"]);
  expect(readFileSync(file).equals(bytes)).toBe(true);
  await expect.poll(() => existsSync(child.plan.shardFile), SOON).toBe(false);
});

test("a dismissed agent ends its processes, removes its directory and ends", async () => {
  const opened = await openPool();
  const [agent] = opened.agents;
  launchOn(opened.remote, join(temporaryDirectory(), "worker.shard"));
  const child = await configured(opened);
  expect(existsSync(agent?.directory ?? "")).toBe(true);
  await opened.pool[Symbol.asyncDispose]();
  await agent?.ended;
  expect(child.signals).toEqual(["SIGKILL"]);
  expect(existsSync(agent?.directory ?? "")).toBe(false);
});

test("when its agent is lost, a process ends with a shard that may be incomplete", async () => {
  const opened = await openPool();
  const [agent] = opened.agents;
  const { ends } = launchOn(opened.remote, join(temporaryDirectory(), "worker.shard"));
  const child = await configured(opened);
  const lost = new Promise((resolve) => opened.remote.onLost(resolve));
  agent?.stop();
  expect(await lost).toBe("Agent 1 (test-host) was lost: it was asked to end.");
  await expect
    .poll(() => ends, SOON)
    .toEqual([
      {
        exitCode: null,
        signal: null,
        isGraceful: false,
        reason: "Agent 1 (test-host) was lost: it was asked to end.",
        isShardIncomplete: true,
      },
    ]);
  expect(child.signals).toEqual(["SIGKILL"]);
  expect(opened.remote.isConnected).toBe(false);
});

test("the offset of an agent's clock is known within the round trip", async () => {
  const THREE_HOURS = 3 * 3600e9;
  const host = createHostTimers();
  const clock: Timers = { ...host, now: () => nanoseconds(host.now() + THREE_HOURS) };
  const { remote, agents } = await openPool({}, { clock });
  const { t1, t2, t3, t4 } = await remote.exchangeTime();
  expect(t4).toBeGreaterThan(t1);
  expect(t3).toBeGreaterThanOrEqual(t2);
  launchOn(remote, join(temporaryDirectory(), "worker.shard"));
  expect((await configured({ agents })).plan.clockOffsetNs).toBe(remote.clockOffset);
  // Both clocks are the same one here, so that the offset is known.
  expect(Math.abs(remote.clockOffset - THREE_HOURS)).toBeLessThan(20e6);
});
