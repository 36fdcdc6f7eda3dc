import { describe, expect, it } from "vitest";
import type { QueueSpec } from "./port.ts";
import { queueArguments } from "./queue.ts";

const classic: QueueSpec = { name: "tasks", type: "classic", durable: true, expiresMs: 0 };
const quorum: QueueSpec = { ...classic, type: "quorum" };

describe("the arguments of a queue", () => {
  it("set its type, also for a classic queue, and nothing that was not requested", () => {
    expect(queueArguments(classic, "3.10.8")).toEqual({ "x-queue-type": "classic" });
    expect(queueArguments(quorum, "4.3.6")).toEqual({ "x-queue-type": "quorum" });
  });

  it("set every limit of the specification", () => {
    const spec: QueueSpec = { ...classic, expiresMs: 1_000, deadLetterQueue: "dead", messageTtlMs: 500, maxLength: 10 };
    expect(queueArguments(spec, "4.0.5")).toEqual({
      "x-queue-type": "classic",
      "x-expires": 1_000,
      "x-dead-letter-exchange": "",
      "x-dead-letter-routing-key": "dead",
      "x-message-ttl": 500,
      "x-max-length": 10,
      "x-overflow": "drop-head",
    });
  });

  it("include those of the user, in the place of none that Fairhare sets", () => {
    const otherArguments = { "x-max-priority": 10, "x-single-active-consumer": true, "x-queue-type": "stream" };
    expect(queueArguments({ ...classic, otherArguments }, "4.0.5")).toEqual({
      "x-queue-type": "classic",
      "x-max-priority": 10,
      "x-single-active-consumer": true,
    });
  });

  it.each([
    ["3.13.7", 5, { "x-delivery-limit": 5 }],
    ["3.13.7", "unlimited", {}],
    ["4.0.0", "unlimited", { "x-delivery-limit": -1 }],
    ["4.3.6", "unlimited", { "x-delivery-limit": -1 }],
    ["undefined", "unlimited", {}],
    ["4.3.6", null, {}],
  ] as const)("on %s the delivery limit %s is %j", (version, deliveryLimit, limit) => {
    expect(queueArguments({ ...quorum, deliveryLimit }, version)).toEqual({ "x-queue-type": "quorum", ...limit });
  });
});
