// Counts of refused connections, in virtual time.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { SOON } from "../testing/loopback.ts";
import { connectAndLeave, sendBytes, tlsWithoutToken } from "../testing/strangers.ts";
import { VirtualTimers } from "../testing/virtual-timers.ts";
import { openGate } from "./gate.ts";
import { Refusals } from "./refusals.ts";

async function opened() {
  const clock = new VirtualTimers();
  const notices: string[] = [];
  const refusals = new Refusals((sentence) => notices.push(sentence));
  const gate = await openGate(randomBytes(32), { address: "127.0.0.1", port: 0 }, clock, refusals);
  let accepted = 0;
  gate.server.on("connection", () => accepted++);
  onTestFinished(() => gate.close());
  /** Resolves when each of them is connected; the returned number says how many are closed. */
  const stay = async (count: number): Promise<() => number> => {
    const before = accepted;
    let closed = 0;
    for (let number = 0; number < count; number++) {
      const socket = connect(gate.port, "127.0.0.1").on("error", () => undefined);
      socket.on("close", () => closed++).resume();
    }
    await expect.poll(() => accepted - before, SOON).toBe(count);
    return () => closed;
  };
  return { gate, clock, notices, refusals, stay };
}

test("each refused connection is counted once, by the first reason", async () => {
  const { clock, notices, refusals, stay } = await opened();
  const closed = await stay(70);
  await expect.poll(closed, SOON).toBe(6);
  clock.pass(5_000);
  await expect.poll(closed, SOON).toBe(70);
  expect(notices.map((notice) => notice.replace(/^.*refused: /, ""))).toEqual([
    "too many connections at once. Further ones are only counted.",
    "it did not introduce itself in time. Further ones are only counted.",
  ]);
  refusals.summarize();
  expect(notices.at(-1)).toBe(
    "70 connections refused: too many connections at once (6); it did not introduce itself in time (64).",
  );
});

test("a client that finds every place taken is served, and the oldest of the others is ended", async () => {
  const { gate, stay } = await opened();
  const closed = await stay(64);
  expect((await tlsWithoutToken(gate.port)).message).toMatch(/handshake failure/i);
  expect(closed()).toBe(1);
});

test("a connection that ends by itself is incomplete, and frees its place", async () => {
  const { gate, clock, notices, refusals } = await opened();
  for (let count = 0; count < 100; count++) await connectAndLeave(gate.port);
  await sendBytes(gate.port, "GET / HTTP/1.1\r\n\r\n");
  await expect.poll(() => notices, SOON).toHaveLength(2);
  clock.pass(5_000);
  refusals.summarize();
  expect(notices.at(-1)).toBe("100 connections refused: it ended before it had introduced itself (100).");
});

test("connections that the end of the pool cuts off are not counted", async () => {
  const { gate, notices, refusals, stay } = await opened();
  const closed = await stay(3);
  await gate.close();
  await expect.poll(closed, SOON).toBe(3);
  refusals.summarize();
  expect(notices).toEqual([]);
});
