import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { expect, it } from "vitest";
import { queueSpecOf, retrySpecOf } from "./declarations.ts";

it("every process binds the queue to the exchange, with its own name unless there is a routing key", () => {
  const at = { queue: "orders", queueExpiresMs: 0 };
  const through = { ...BASE_SETTINGS, exchange: "shop" };
  expect(queueSpecOf(BASE_SETTINGS, at).binding).toBeNull();
  expect(queueSpecOf(through, at).binding).toEqual({ exchange: "shop", routingKey: "orders" });
  expect(queueSpecOf({ ...through, routingKey: "" }, at).binding).toEqual({ exchange: "shop", routingKey: "" });
});

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

it("a quorum queue that delays retries itself has a constant delay for nacks, and no retry queue", () => {
  const later = { onError: "retry-delay", retryDelayMs: 500, queueType: "quorum", deadLetter: true } as const;
  const settings = { ...BASE_SETTINGS, ...later, retryMeans: "broker" } as const;
  const at = { queue: "orders", queueExpiresMs: 0 };
  expect(queueSpecOf(settings, at)).toMatchObject({
    deadLetterQueue: "orders.dead",
    otherArguments: { "x-delayed-retry-type": "returned", "x-delayed-retry-min": 500, "x-delayed-retry-max": 500 },
  });
  expect(retrySpecOf(settings, at)).toBeNull();
});
