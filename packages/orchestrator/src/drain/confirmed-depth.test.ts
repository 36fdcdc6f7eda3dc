import { nanoseconds, type Timers } from "@fairhare/core";
import { expect, test } from "vitest";
import { isConfirmed } from "./confirmed-depth.ts";

/** A clock on which each wait takes its time at once, and a broker that takes one sample at a time of that clock. */
function world(sampledAtMs: number, sample: { ready: number; unacknowledged: number }) {
  let nowMs = 0;
  const clock: Timers = {
    now: () => nanoseconds(nowMs * 1e6),
    after(milliseconds, act) {
      nowMs += milliseconds;
      queueMicrotask(act);
      return () => undefined;
    },
    soon: queueMicrotask,
  };
  const inside = {
    record: () => undefined,
    count: () => (nowMs >= sampledAtMs ? { ...sample, at: nanoseconds(sampledAtMs * 1e6) } : null),
  };
  return { clock, inside, took: () => nowMs };
}

const began = nanoseconds(0);

test("an empty queue counts when its leader has counted no message afterwards", async () => {
  const { clock, inside } = world(250, { ready: 0, unacknowledged: 0 });
  expect(await isConfirmed({ ready: 0, consumers: 0 }, began, inside, clock)).toBe(true);
});

test("the answer of a queue without a leader does not count, although it has messages again later", async () => {
  for (const held of [
    { ready: 7, unacknowledged: 0 },
    { ready: 0, unacknowledged: 3 },
  ]) {
    const { clock, inside } = world(250, held);
    expect(await isConfirmed({ ready: 0, consumers: 0 }, began, inside, clock)).toBe(false);
  }
});

test("a queue with consumers had a leader", async () => {
  const { clock, inside } = world(250, { ready: 1, unacknowledged: 0 });
  expect(await isConfirmed({ ready: 0, consumers: 2 }, began, inside, clock)).toBe(true);
});

test("without a leader for three seconds, no depth counts", async () => {
  const { clock, inside, took } = world(60_000, { ready: 0, unacknowledged: 0 });
  expect(await isConfirmed({ ready: 5, consumers: 1 }, began, inside, clock)).toBe(false);
  expect(took()).toBeGreaterThan(2_900);
  expect(took()).toBeLessThan(3_200);
});
