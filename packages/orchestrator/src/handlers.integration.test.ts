import type { RunResult } from "@fairhare/checker";
import type { TrialSettings } from "@fairhare/experiment";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, runOf } from "./testing/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

async function run(settings: Partial<TrialSettings>): Promise<RunResult> {
  const result = runOf(await lab.run([settings]));
  const { completed, lost, nacked, returned, unknown, deadLettered, dropped, remaining, attempted } = result.ledger;
  expect(completed + lost + nacked + returned + unknown + deadLettered + dropped + remaining).toBe(attempted);
  return result;
}

const even = { tasks: 60, heavyMs: 5, lightMs: 5 } as const;
const poison = { ...even, fail: { kind: "poison", tasks: 3 } } as const;
const confirmed = { durability: "confirmed", confirmWindow: 50 } as const;

describe("a handler that fails", () => {
  it("now and then, has its tasks done at another attempt, with multiple-acks around them", async () => {
    const result = await run({ ...even, fail: { kind: "random", probability: 0.3 }, prefetch: 10, multiAckEvery: 4 });
    expect(result.verdict).toBe("pass");
    expect(result.ledger).toMatchObject({ completed: 60, lost: 0, duplicated: 0 });
    expect(result.ledger.failed).toBeGreaterThan(5);
    expect(result.ledger.redelivered).toBeGreaterThanOrEqual(result.ledger.failed);
  });

  it("each time, goes round until the run has seen enough of it, and is named", async () => {
    const result = await run({ ...poison, fail: { kind: "poison", tasks: 1 }, maxAttempts: 10 });
    expect(result.verdict).toBe("pass");
    expect(result.ledger).toMatchObject({ completed: 59, lost: 0, remaining: 1 });
    expect(result.ledger.givenBack[0]?.failures).toBeGreaterThanOrEqual(10);
    expect(result.warnings.join(" ")).toContain("1 task was still in the queue at the end");
  });

  it("has its tasks arrive in the dead-letter queue", async () => {
    const result = await run({ ...poison, queueType: "quorum", onError: "dead-letter", deadLetter: true });
    expect(result.verdict).toBe("pass");
    expect(result.ledger).toMatchObject({ completed: 57, deadLettered: 3, failed: 3, lost: 0 });
    expect(result.ledger.deadLettersByReason).toEqual([{ reason: "rejected", tasks: 3 }]);
  });

  it("is given up by a quorum queue with a delivery limit", async () => {
    const limited = { ...poison, queueType: "quorum", deliveryLimit: 4 } as const;
    const lost = await run(limited);
    expect(lost.ledger.lossesByCause).toMatchObject([{ cause: "delivery-limit", tasks: 3 }]);
    expect(lost.ledger).toMatchObject({ completed: 57, failed: 15 });
  });
});

describe("a queue with limits", () => {
  /** One worker with 50 ms a task: what waits, waits for long. */
  const slow = { workers: 1, tasks: 20, heavyMs: 50, lightMs: 50, ...confirmed } as const;

  it("lets expire what waits too long, and the ledger says so", async () => {
    const lost = await run({ ...slow, messageTtlMs: 200 });
    expect(lost.verdict).toBe("fail");
    expect(lost.ledger.lossesByCause).toMatchObject([{ cause: "expired", tasks: 20 - lost.ledger.completed }]);
  });

  it("drops its oldest when it is full", async () => {
    const dropped = await run({ ...slow, maxLength: 5 });
    expect(dropped.ledger.lost).toBeGreaterThan(5);
    expect(dropped.ledger.lossesByCause).toMatchObject([{ cause: "overflow", tasks: dropped.ledger.lost }]);
  });
});

it("a task that takes longer than the acknowledgement timeout is done twice, for that reason", async () => {
  const { broker } = lab;
  const { signal } = new AbortController();
  const timeout = async (): Promise<string | undefined> =>
    broker.ctl?.(["--quiet", "eval", "application:get_env(rabbit, consumer_timeout)."], signal);
  const before = await timeout();
  const result = await run({ tasks: 2, heavyMs: 900, lightMs: 900, ackTimeoutMs: 200 });
  expect(result.disconnects).toMatchObject([{ replyCode: 406 }]);
  expect(result.ledger.duplicatesByCause).toMatchObject([{ cause: "ack-timeout" }]);
  expect(result.ledger).toMatchObject({ completed: 2, lost: 0 });
  expect(await timeout()).toBe(before);
});
