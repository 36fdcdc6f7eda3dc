// Handlers and messages as applications have them, on a real broker: crashes, delayed retries, acknowledgements before
// the work, bodies from files.
import { statSync } from "node:fs";
import type { RunResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, runOf } from "../testing/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const run = async (settings: Partial<TrialSettings>): Promise<RunResult> => runOf(await lab.run([settings]));

const even = { tasks: 60, heavyMs: 5, lightMs: 5 } as const;
const onePoison = { fail: { kind: "poison", tasks: 1 } } as const;

describe("a task that crashes its worker", () => {
  it("is dead-lettered at the delivery limit of a quorum queue, after one crash more than the limit", async () => {
    const limited = { queueType: "quorum", deliveryLimit: 2, deadLetter: true } as const;
    const { verdict, ledger, findings } = await run({ ...even, ...onePoison, ...limited, onError: "crash" });
    expect(verdict).toBe("pass");
    expect(ledger).toMatchObject({ completed: 59, deadLettered: 1, lost: 0, failed: 3, crashed: 3 });
    expect(findings.map(({ code }) => code)).toContain("workers-crashed");
  });

  it("is lost if its worker acknowledged it before the work", async () => {
    const { verdict, ledger } = await run({ ...even, ...onePoison, onError: "crash", ack: "early" });
    expect(verdict).toBe("fail");
    expect(ledger).toMatchObject({ completed: 59, lost: 1, crashed: 1, losses: [{ cause: "early-acked-in-hand" }] });
  });
});

it("workers begin to consume over the ramp-up, and count from then on", async () => {
  const load = { workers: 3, tasks: 120, heavyMs: 20, lightMs: 20, backlog: true } as const;
  const { verdict, workers, ledger, boundRatio } = await run({ ...load, rampUpMs: 900 });
  expect(verdict).toBe("pass");
  expect(ledger).toMatchObject({ completed: 120, lost: 0, redelivered: 0 });
  const [first, second, third] = workers.map(({ joinedAtMs }) => joinedAtMs);
  expect(first).toBeNull();
  expect(second).toBeGreaterThanOrEqual(299);
  expect(second).toBeLessThan(550);
  expect(third).toBeGreaterThanOrEqual(599);
  expect(boundRatio).toBeGreaterThanOrEqual(1);
});

it.each(["classic", "quorum"] as const)("a failed task returns to its %s queue after the delay", async (queueType) => {
  const fail = { kind: "random", probability: 0.2 } as const;
  const later = { onError: "retry-delay", retryDelayMs: 300, queueType } as const;
  const { verdict, ledger } = await run({ ...even, ...later, fail });
  expect(verdict).toBe("pass");
  expect(ledger).toMatchObject({ completed: 60, lost: 0, duplicated: 0 });
  // From 4.3 on, RabbitMQ flags messages that another queue has delivered before: all of a quorum queue, some of a classic one.
  expect(ledger.redelivered).toBeLessThanOrEqual(ledger.retried);
  expect(ledger.retried).toBeGreaterThan(3);
  expect(ledger.delivered).toBe(60 + ledger.retried);
});

it("a poison task is in the retry queue or back in its queue when the run ends", async () => {
  const later = { onError: "retry-delay", retryDelayMs: 200, maxAttempts: 3 } as const;
  const { verdict, ledger } = await run({ ...even, ...onePoison, ...later });
  expect(verdict).toBe("pass");
  expect(ledger).toMatchObject({ completed: 59, remaining: 1, lost: 0 });
  expect(ledger.givenBack[0]?.failures).toBeGreaterThanOrEqual(3);
});

it.each(["classic", "quorum"] as const)(
  "bodies from files, sizes and properties arrive on a %s queue",
  async (queueType) => {
    const file = "bench/bodies/order.json";
    const body = { kind: "files", files: [{ file, bytes: statSync(file).size, weight: 1 }] } as const;
    const properties = {
      "content-type": "application/json",
      "message-id": "{{task}}",
      "header.x-a": "b",
      priority: "3",
    };
    const mixed = { kind: "uniform", minBytes: 20, maxBytes: 4_000 } as const;
    const { results } = await lab.run([
      { ...even, queueType, body, properties },
      { ...even, queueType, body: "binary", sizeBytes: mixed, properties },
    ]);
    for (const { runs } of results.trials) {
      expect(runs[0]?.verdict).toBe("pass");
      expect(runs[0]?.ledger).toMatchObject({ completed: 60, lost: 0, unexpected: 0 });
    }
  },
);
