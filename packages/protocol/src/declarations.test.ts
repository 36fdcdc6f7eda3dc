import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { expect, it } from "vitest";
import { queueSpecOf, retrySpecOf } from "./declarations.ts";

it("every process declares the queue with the arguments of the user, and the queue of failed tasks without them", () => {
  const queueArguments = { "x-max-priority": 10, "x-single-active-consumer": true };
  const settings = { ...BASE_SETTINGS, queueArguments, onError: "retry-delay", retryDelayMs: 500 } as const;
  const at = { queue: "orders", queueExpiresMs: 0 };
  expect(queueSpecOf(settings, at)).toMatchObject({
    name: "orders",
    deadLetterQueue: "orders.retry",
    otherArguments: queueArguments,
  });
  expect(retrySpecOf(settings, at)).toEqual({
    name: "orders.retry",
    type: "classic",
    durable: true,
    expiresMs: 0,
    deadLetterQueue: "orders",
    messageTtlMs: 500,
  });
});
