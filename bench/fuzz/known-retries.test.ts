// Failed and poisoned tasks in plans that once had a wrong verdict or did not end, with their correct outcome.
import { describe, expect, it } from "vitest";
import { VERSIONS } from "./plan/broker-rules.ts";
import { planOf } from "./plan/fuzz-plan.ts";
import { runKnown } from "./run-known-plan.ts";

describe("a quorum queue that delays retries itself", () => {
  const quorum = { tasks: ["20"], heavy: ["20ms"], queueType: ["quorum"], onError: ["retry-delay"] };

  it.each([true, false])(
    "delivers failed tasks again after the delay, which no depth shows (external: %s)",
    async (isForeign) => {
      const flags = { ...quorum, retryDelay: ["9s"] };
      const { checked } = await runKnown({ ...flags, fail: ["random:0.3"] }, "4.3.6", { isForeign });
      const { verdict, ledger, retriedBy } = checked.result;
      expect([verdict, retriedBy]).toEqual(["pass", "broker"]);
      expect(ledger).toMatchObject({ completed: 20, lost: 0, redelivered: ledger.retried });
      expect(ledger.retried).toBeGreaterThan(2);
      const poisoned = { ...flags, fail: ["poison:1"], maxAttempts: ["9"], drainTimeout: ["20s"] };
      const { record, checked: left } = await runKnown(poisoned, "4.3.6", { isForeign });
      expect(record.cutShort).toBeNull();
      expect(left.result.verdict).toBe("pass");
      expect(left.result.ledger).toMatchObject({ completed: 19, remaining: 1, retried: 9 });
    },
  );

  it.each(["dead-letter", "broker"])(
    "has the same ledger as a retry queue, also when a worker is killed (%s)",
    async (means) => {
      const flags = { ...quorum, tasks: ["60"], retryDelay: ["400ms"], prefetch: ["5"], retryMeans: [means] };
      const { checked } = await runKnown({ ...flags, fail: ["random:0.3"], faults: ["kill:worker@300ms"] }, "4.3.6");
      const { verdict, ledger, retriedBy } = checked.result;
      expect([verdict, retriedBy]).toEqual(["pass", means]);
      expect(ledger).toMatchObject({ completed: 60, lost: 0, remaining: 0, retried: ledger.failed });
    },
  );

  it("is left out where the broker cannot do it", async () => {
    const flags = { ...quorum, retryDelay: ["400ms"], fail: ["random:0.3"] };
    expect((await runKnown(flags, "4.0.5")).checked.result.retriedBy).toBe("dead-letter");
    expect((await runKnown({ ...flags, queueType: ["classic"] }, "4.3.6")).checked.result.retriedBy).toBe(
      "dead-letter",
    );
    expect(() => planOf({ ...flags, retryMeans: ["broker"] }, "4.0.5")).toThrow(/not a valid plan/);
  });
});

describe.each(VERSIONS)("on RabbitMQ %s", (version) => {
  it("failed tasks return from the retry queue and are completed, and a poison task stays", async () => {
    const flags = { tasks: ["20"], heavy: ["20ms"], onError: ["retry-delay"], retryDelay: ["9s"] };
    const { checked } = await runKnown({ ...flags, fail: ["random:0.3"] }, version);
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.ledger).toMatchObject({ completed: 20, lost: 0, redelivered: 0 });
    expect(checked.result.ledger.retried).toBeGreaterThan(2);
    const poisoned = await runKnown(
      { ...flags, fail: ["poison:1"], maxAttempts: ["9"], drainTimeout: ["20s"] },
      version,
    );
    expect(poisoned.record.cutShort).toBeNull();
    expect(poisoned.checked.result.verdict).toBe("pass");
    expect(poisoned.checked.result.ledger).toMatchObject({ completed: 19, remaining: 1, retried: 9 });
  });

  it(
    "a task that crashes its workers is given up after its attempts, and every other task is completed",
    { timeout: 30_000 },
    async () => {
      const flags = { fail: ["poison:1"], onError: ["crash"], maxAttempts: ["5"] };
      const { checked, record } = await runKnown({ ...flags, tasks: ["20"], heavy: ["20ms"] }, version);
      expect(record.cutShort).toBeNull();
      expect(checked.result.ledger).toMatchObject({ completed: 19, remaining: 1, lost: 0 });
      expect(checked.result.ledger.crashed).toBeGreaterThanOrEqual(5);
      expect(checked.result.verdict).toBe("pass");
    },
  );

  it("a task that crashes its workers is dead-lettered at the delivery limit of a quorum queue", async () => {
    const { checked } = await runKnown(
      {
        fail: ["poison:1"],
        onError: ["crash"],
        queueType: ["quorum"],
        deliveryLimit: ["2"],
        deadLetter: ["true"],
        tasks: ["20"],
        heavy: ["20ms"],
      },
      version,
    );
    expect(checked.result.ledger).toMatchObject({ completed: 19, deadLettered: 1, lost: 0, crashed: 3 });
    expect(checked.result.verdict).toBe("pass");
  });

  it("endless redeliveries are not progress", async () => {
    const queueType = version === "4.3.6" ? ["quorum"] : ["classic"];
    const flags = { tasks: ["4"], heavy: ["2s"], ackTimeout: ["500ms"], queueType, drainTimeout: ["10s"] };
    const { record, checked } = await runKnown(flags, version);
    expect(record.cutShort ?? "raise --ack-timeout").toContain("raise --ack-timeout");
    expect(checked.result.verdict).not.toBe("fail");
  });

  it("poison tasks on a quorum queue end in its dead-letter queue", async () => {
    const flags = {
      fail: ["poison:3"],
      queueType: ["quorum"],
      deliveryLimit: ["5"],
      deadLetter: ["true"],
      heavy: ["5ms"],
    };
    const { checked } = await runKnown(flags, version);
    expect(checked.result.verdict).toBe("pass");
    expect(checked.result.ledger.deadLettered).toBe(3);
  });
});
