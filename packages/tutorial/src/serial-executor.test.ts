import { fromSeconds, type Nanoseconds } from "@fairhare/core";
import { expect, test } from "vitest";
import { SerialExecutor } from "./serial-executor.ts";

/** Sleeps that end when the test calls `wake`. */
function fakeTime() {
  const sleepers: { readonly duration: Nanoseconds; readonly wake: (slept: boolean) => void }[] = [];
  const sleep = (duration: Nanoseconds, signal: AbortSignal): Promise<boolean> =>
    new Promise((resolve) => {
      sleepers.push({ duration, wake: resolve });
      signal.addEventListener("abort", () => resolve(false));
    });
  return { sleepers, sleep };
}

const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const task = (text: string, done?: () => void) => ({ text, cost: fromSeconds(1), done });

test("a second task starts only when the first is done", async () => {
  const lines: string[] = [];
  const { sleepers, sleep } = fakeTime();
  const executor = new SerialExecutor((line) => lines.push(line), sleep, new AbortController().signal);
  executor.take(task("one."));
  executor.take(task("two."));
  await settle();
  expect(lines).toEqual([" [x] Received 'one.'"]);
  sleepers[0]?.wake(true);
  await settle();
  expect(lines).toEqual([" [x] Received 'one.'", " [x] Done", " [x] Received 'two.'"]);
});

test("a task is acknowledged after its work, not before", async () => {
  const { sleepers, sleep } = fakeTime();
  let acknowledged = false;
  const executor = new SerialExecutor(() => undefined, sleep, new AbortController().signal);
  executor.take(task("one.", () => (acknowledged = true)));
  await settle();
  expect(acknowledged).toBe(false);
  sleepers[0]?.wake(true);
  await settle();
  expect(acknowledged).toBe(true);
});

test("an interrupted task is neither done nor acknowledged, and no other task starts", async () => {
  const lines: string[] = [];
  const { sleep } = fakeTime();
  const interruption = new AbortController();
  const executor = new SerialExecutor((line) => lines.push(line), sleep, interruption.signal);
  executor.take(task("one.", () => lines.push("acknowledged")));
  executor.take(task("two."));
  await settle();
  interruption.abort();
  await settle();
  expect(lines).toEqual([" [x] Received 'one.'"]);
});
