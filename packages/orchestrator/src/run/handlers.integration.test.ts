import type { RunResult } from "@fairhare/results";
import { type AckTimeoutAnswer, brokerRules } from "@fairhare/core";
import { ackTimeoutAnswerOn } from "@fairhare/workload";
import type { TrialSettings } from "@fairhare/workload";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, wholeRunOf } from "../testing/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const run = async (settings: Partial<TrialSettings>): Promise<RunResult> => wholeRunOf(await lab.run([settings]));

const even = { tasks: 60, heavyMs: 5, lightMs: 5 } as const;
const poison = { ...even, fail: { kind: "poison", tasks: 3 } } as const;
const confirmed = { durability: "confirmed", confirmWindow: 50 } as const;

describe("a handler that fails", () => {
  it("sometimes, has its tasks done at a later attempt, also with multiple-acks", async () => {
    const result = await run({ ...even, fail: { kind: "random", probability: 0.3 }, prefetch: 10, multiAckEvery: 4 });
    expect(result.verdict).toBe("pass");
    expect(result.ledger).toMatchObject({ completed: 60, lost: 0, duplicated: 0 });
    expect(result.ledger.failed).toBeGreaterThan(5);
    expect(result.ledger.redelivered).toBeGreaterThanOrEqual(result.ledger.failed);
  });

  it("every time, is retried up to its maximum of attempts, and the result names the task", async () => {
    const result = await run({ ...poison, fail: { kind: "poison", tasks: 1 }, maxAttempts: 10 });
    expect(result.verdict).toBe("pass");
    expect(result.ledger).toMatchObject({ completed: 59, lost: 0, remaining: 1 });
    expect(result.ledger.givenBack[0]?.failures).toBeGreaterThanOrEqual(10);
    expect(result.warnings.join(" ")).toContain("1 task was still in the queue at the end");
  });

  it("moves its tasks to the dead-letter queue", async () => {
    const result = await run({ ...poison, queueType: "quorum", onError: "dead-letter", deadLetter: true });
    expect(result.verdict).toBe("pass");
    expect(result.ledger).toMatchObject({ completed: 57, deadLettered: 3, failed: 3, lost: 0 });
    expect(result.ledger.deadLettersByReason).toEqual([{ reason: "rejected", tasks: 3 }]);
  });

  const limited = { ...poison, queueType: "quorum", deliveryLimit: 4 } as const;

  it("loses its tasks on a quorum queue with a delivery limit", async () => {
    const lost = await run(limited);
    expect(lost.queueType).toBe("quorum");
    expect(lost.ledger.lossesByCause).toMatchObject([{ cause: "delivery-limit", tasks: 3 }]);
    expect(lost.ledger).toMatchObject({ completed: 57, failed: 15 });
  });

  it("has its tasks dead-lettered by a quorum queue with a delivery limit, on every version of RabbitMQ", async () => {
    const { verdict, ledger } = await run({ ...limited, deadLetter: true });
    expect(verdict).toBe("pass");
    expect(ledger).toMatchObject({ completed: 57, deadLettered: 3, failed: 15, lost: 0 });
    expect(ledger.deadLettersByReason).toEqual([{ reason: "delivery_limit", tasks: 3 }]);
  });

  it("and nacks, reaches the limit only where RabbitMQ counts a nack; elsewhere the task stays in the queue", async () => {
    // A single poison task is requeued to the front and occupies one worker; the other worker does the rest.
    const one = { ...limited, fail: { kind: "poison", tasks: 1 }, requeueBy: "nack", maxAttempts: 10 } as const;
    const { ledger } = await run(one);
    const { nackCountsAsDelivery } = brokerRules(lab.broker.facts.version);
    expect(ledger).toMatchObject(
      nackCountsAsDelivery
        ? { completed: 59, lost: 1, remaining: 0, failed: 5, lossesByCause: [{ cause: "delivery-limit", tasks: 1 }] }
        : { completed: 59, lost: 0, remaining: 1, lossesByCause: [] },
    );
    const failures = nackCountsAsDelivery ? ledger.failed : (ledger.givenBack[0]?.failures ?? 0);
    expect(failures).toBeGreaterThanOrEqual(nackCountsAsDelivery ? 5 : 10);
  });
});

it("a concurrent worker with multiple-acks acknowledges no task that is still in work", async () => {
  const concurrent = { workerConcurrency: 4, prefetch: 20, multiAckEvery: 5, tasks: 120, heavyMs: 30, lightMs: 1 };
  const { verdict, ledger, disconnects } = await run({ ...concurrent, fail: { kind: "random", probability: 0.2 } });
  expect(verdict).toBe("pass");
  expect(ledger).toMatchObject({ completed: 120, lost: 0, duplicated: 0 });
  expect(disconnects).toEqual([]);
});

it("the result has the queue type that the broker reports", async () => {
  const { results } = await lab.run([
    { ...even, queueType: "classic" },
    { ...even, durability: "transient", queueDurable: false, persistent: false },
    { ...even, queueType: "quorum" },
  ]);
  expect(results.trials.map(({ runs }) => runs[0]?.queueType)).toEqual(["classic", "classic", "quorum"]);
});

describe("a queue with limits", () => {
  /** One worker with 50 ms per task, so that tasks wait long. */
  const slow = { workers: 1, tasks: 20, heavyMs: 50, lightMs: 50, ...confirmed } as const;

  it("expires messages that wait too long, and the ledger names the cause", async () => {
    const lost = await run({ ...slow, messageTtlMs: 200 });
    expect(lost.verdict).toBe("fail");
    expect(lost.ledger.lossesByCause).toMatchObject([{ cause: "expired", tasks: 20 - lost.ledger.completed }]);
  });

  it("drops its oldest messages when it is full", async () => {
    const dropped = await run({ ...slow, maxLength: 5 });
    expect(dropped.ledger.lost).toBeGreaterThan(5);
    expect(dropped.ledger.lossesByCause).toMatchObject([{ cause: "overflow", tasks: dropped.ledger.lost }]);
  });
});

describe("a task that takes longer than the acknowledgement timeout", () => {
  const slow = { tasks: 2, heavyMs: 900, lightMs: 900, ackTimeoutMs: 200 };

  it.each(["classic", "quorum"] as const)(
    "is done twice on a %s queue that has one, with that cause",
    async (queueType) => {
      const answer = ackTimeoutAnswerOn({ queueType }, lab.broker.facts.version);
      const before = await nodeTimeout();
      const result = await run({ ...slow, queueType });
      expect(await nodeTimeout()).toBe(before);
      expect(result.ledger).toMatchObject({ completed: 2, lost: 0 });
      expect(endsOf(result)).toBe(answer);
      expect(result.ledger.duplicatesByCause.map(({ cause }) => cause)).toEqual(
        answer === "none" ? [] : ["ack-timeout"],
      );
    },
  );
});

const nodeTimeout = async (): Promise<string | undefined> =>
  lab.broker.ctl?.(["--quiet", "eval", "application:get_env(rabbit, consumer_timeout)."], new AbortController().signal);

/**
 * How RabbitMQ ended the consumers that kept a delivery for too long. RabbitMQ 4.3 closes the channel of a consumer
 * that its worker has cancelled already, at the end of the run.
 */
function endsOf({ disconnects, cancellations }: RunResult): AckTimeoutAnswer {
  expect(disconnects.filter(({ replyCode }) => replyCode !== 406)).toEqual([]);
  if (cancellations > 0) return "cancels-consumer";
  return disconnects.length > 0 ? "closes-channel" : "none";
}
