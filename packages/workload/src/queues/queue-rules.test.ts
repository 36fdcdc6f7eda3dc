import { describe, expect, it } from "vitest";
import { countsRequeues, deliveryLimitOn, requeuesForEver, resolvedOn, retriesInQueue } from "./queue-rules.ts";
import { BASE_SETTINGS } from "../testing/base-settings.ts";

const settings = { ...BASE_SETTINGS, onError: "requeue", requeueBy: "reject" } as const;
const quorum = { ...settings, queueType: "quorum" } as const;

describe("the delivery limit", () => {
  it.each([
    [quorum, "3.10.8", null],
    [quorum, "4.0.5", 20],
    [quorum, "4.3.6", 20],
    [quorum, "10.0", 20],
    [quorum, "unknown", null],
    [{ ...quorum, deliveryLimit: 5 } as const, "3.10.8", 5],
    [{ ...quorum, deliveryLimit: 5 } as const, "4.3.6", 5],
    [{ ...quorum, deliveryLimit: "unlimited" } as const, "4.3.6", null],
    [settings, "4.3.6", null],
  ])("of %# on %s is %s", (trial, version, limit) => {
    expect(deliveryLimitOn(trial, version)).toBe(limit);
  });

  it.each([
    ["reject", "3.10.8", true],
    ["reject", "4.3.6", true],
    ["nack", "3.10.8", true],
    ["nack", "4.0.5", true],
    ["nack", "4.2.9", true],
    ["nack", "4.3.0", false],
    ["nack", "4.10.1", false],
  ] as const)("a requeue by %s counts on %s: %s", (requeueBy, version, counts) => {
    expect(countsRequeues({ ...settings, onError: "requeue", requeueBy }, version)).toBe(counts);
    expect(countsRequeues({ ...settings, onError: "crash", requeueBy }, version)).toBe(true);
  });
});

describe("delayed retries", () => {
  const later = { ...quorum, onError: "retry-delay" } as const;

  it.each([
    [later, "4.3.6", "broker"],
    [later, "4.0.5", "dead-letter"],
    [later, "unknown", "dead-letter"],
    [{ ...later, queueType: "classic" } as const, "4.3.6", "dead-letter"],
    [{ ...later, retryMeans: "dead-letter" } as const, "4.3.6", "dead-letter"],
    [quorum, "4.3.6", "auto"],
  ])("are those of the version and the queue: %#", (trial, version, means) => {
    const resolved = resolvedOn(trial, version);
    expect(resolved.retryMeans).toBe(means);
    expect(retriesInQueue(resolved)).toBe(means === "broker");
  });

  it("do not count towards the delivery limit in the queue itself", () => {
    expect(countsRequeues(resolvedOn(later, "4.3.6"), "4.3.6")).toBe(false);
    expect(requeuesForEver(resolvedOn(later, "4.3.6"), "4.3.6")).toBe(true);
  });
});

describe("a poison task", () => {
  const limited = { ...quorum, deliveryLimit: 5 } as const;
  it.each([
    ["on a classic queue", settings, "4.3.6", true],
    ["on a quorum queue without a limit", quorum, "3.10.8", true],
    ["on a quorum queue with its own limit", quorum, "4.0.5", false],
    ["on a limited quorum queue", limited, "4.3.6", false],
    ["that is nacked where a nack counts", { ...limited, requeueBy: "nack" } as const, "4.0.5", false],
    ["that is nacked where a nack does not count", { ...limited, requeueBy: "nack" } as const, "4.3.6", true],
    ["that crashes its worker", { ...settings, onError: "crash" } as const, "4.3.6", true],
    [
      "that crashes its worker on a limited queue",
      { ...limited, onError: "crash", requeueBy: "nack" } as const,
      "4.3.6",
      false,
    ],
    ["that crashes its worker after the ack", { ...settings, onError: "crash", ack: "early" } as const, "4.3.6", false],
    ["that is dropped", { ...settings, onError: "drop" } as const, "4.3.6", false],
  ])("%s is requeued forever: %s", (_, trial, version, isEndless) => {
    expect(requeuesForEver(trial, version)).toBe(isEndless);
  });
});
