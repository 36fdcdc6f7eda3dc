import { expect, test } from "vitest";
import { abortable } from "./waiting.ts";

const never = new Promise<never>(() => {});

test("an abortable promise resolves with the result of its work", async () => {
  expect(await abortable(Promise.resolve(7), new AbortController().signal)).toBe(7);
});

test("an abort ends the wait with the signal's reason", async () => {
  const controller = new AbortController();
  const waiting = abortable(never, controller.signal);
  controller.abort(new Error("interrupted"));
  await expect(waiting).rejects.toThrow("interrupted");
});

test("work that fails after an abort causes no unhandled rejection", async () => {
  const failing = Promise.reject(new Error("too late"));
  await expect(abortable(failing, AbortSignal.abort(new Error("interrupted")))).rejects.toThrow("interrupted");
});
