// Priorities of messages and of consumers, and delayed retries, on a real broker of any version.
import { brokerRules } from "@fairhare/core";
import type { RunResult } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lab, runOf } from "../testing/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const run = async (settings: Partial<TrialSettings>): Promise<RunResult> => runOf(await lab.run([settings]));
const rules = () => brokerRules(lab.broker.facts.version);

const MIXED = {
  priority: {
    kind: "weighted",
    levels: [
      { priority: 0, weight: 3 },
      { priority: 9, weight: 1 },
    ],
  },
} as const;

it.each(["classic", "quorum"] as const)("a %s queue delivers the priorities that it has", async (queueType) => {
  const queueArguments = queueType === "classic" ? { "x-max-priority": 9 } : {};
  const load = { workers: 1, tasks: 200, heavyMs: 4, lightMs: 4, backlog: true } as const;
  const { verdict, latencyByPriorityMs, findings } = await run({ ...load, ...MIXED, queueType, queueArguments });
  expect(verdict).toBe("pass");
  const { 0: low, 9: high } = latencyByPriorityMs;
  const kind = queueType === "classic" ? "strict" : rules().quorumPriorities;
  const ratio = (low?.queueWait.mean ?? 0) / (high?.queueWait.mean ?? 1);
  expect(ratio > 1.5).toBe(kind !== "none");
  // In a strict order, the first task of the low priority waits for all of the high one.
  const waited = (low?.queueWait.min ?? 0) - (high?.queueWait.min ?? 0);
  const allOfHigh = (high?.queueWait.max ?? 0) - (high?.queueWait.min ?? 0);
  expect(waited > allOfHigh / 2).toBe(kind === "strict");
  const expected = { none: "priorities-ignored", "two-levels": "priorities-in-two-levels", strict: undefined }[kind];
  expect(findings.map(({ code }) => code).find((code) => code.startsWith("priorities-"))).toBe(expected);
});

it.each(["classic", "quorum"] as const)("the consumers of a %s queue are preferred by priority", async (queueType) => {
  // One worker could do all of it, also on a machine that is twice as slow.
  const load = { workers: 4, tasks: null, timeSeconds: 3, ratePerSecond: 40, heavyMs: 10, lightMs: 10 } as const;
  const { verdict, workers, findings } = await run({ ...load, consumerPriorities: [10, 0, 0, 5], queueType });
  expect(verdict).toBe("pass");
  const [first = 0, second = 0, third = 0, fourth = 0] = workers.map(({ tasks }) => tasks);
  expect(first).toBeGreaterThan(Math.max(second, third));
  expect(first + fourth).toBeGreaterThan(1.5 * (second + third));
  expect(findings.map(({ code }) => code)).toContain("consumer-priorities");
});

it("a quorum queue keeps failed tasks itself where it can, with the ledger of a retry queue", async () => {
  const load = { tasks: 60, heavyMs: 5, lightMs: 5, queueType: "quorum", retryDelayMs: 400 } as const;
  const fail = { kind: "random", probability: 0.2 } as const;
  const { verdict, ledger, retriedBy, queueType } = await run({ ...load, fail, onError: "retry-delay" });
  expect(verdict).toBe("pass");
  expect(retriedBy).toBe(rules().quorumDelaysRetries ? "broker" : "dead-letter");
  expect(queueType).toBe("quorum");
  expect(ledger).toMatchObject({ completed: 60, lost: 0, duplicated: 0, remaining: 0 });
  expect(ledger.retried).toBeGreaterThan(3);
  expect(ledger.delivered).toBe(60 + ledger.retried);
  // A message that its own queue delays is flagged; one that returns from another queue may be.
  expect(ledger.redelivered).toBeLessThanOrEqual(ledger.retried);
  expect(ledger.redelivered === ledger.retried || retriedBy === "dead-letter").toBe(true);
  const one = { fail: { kind: "poison", tasks: 1 }, maxAttempts: 3, retryDelayMs: 300 } as const;
  const poisoned = await run({ ...load, ...one, onError: "retry-delay" });
  expect(poisoned.verdict).toBe("pass");
  expect(poisoned.ledger).toMatchObject({ completed: 59, remaining: 1, lost: 0 });
});
