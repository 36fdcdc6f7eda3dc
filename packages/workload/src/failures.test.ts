import { describe, expect, it } from "vitest";
import { countsRequeues, createFailures, deliveryLimitOn, requeuesForEver } from "./failures.ts";
import { BASE_SETTINGS } from "./testing/base-settings.ts";

const poisoned = (tasks: number, picks: number, seed: number): number[] => {
  const { isPoison } = createFailures({ fail: { kind: "poison", tasks: picks }, tasks, seed });
  return Array.from({ length: tasks + 5 }, (_, index) => index).filter(isPoison);
};

describe("poison", () => {
  it.each([
    [100, 1],
    [100, 7],
    [10, 10],
    [1_000, 333],
  ])("of %i tasks is in %i, whatever the seed", (tasks, picks) => {
    for (let seed = 1; seed <= 20; seed++) expect(poisoned(tasks, picks, seed)).toHaveLength(picks);
  });

  it("is spread over the run, and lies elsewhere with another seed", () => {
    const [first = 0, second = 0] = poisoned(100, 2, 1);
    expect(first).toBeLessThanOrEqual(50);
    expect(second).toBeGreaterThan(50);
    expect(poisoned(100, 2, 2)).not.toEqual([first, second]);
  });
});

describe("random failures", () => {
  const { fails, isPoison } = createFailures({ fail: { kind: "random", probability: 0.25 }, tasks: null, seed: 1 });

  it("come with their probability, for each execution anew", () => {
    let failed = 0;
    let both = 0;
    for (let task = 1; task <= 4_000; task++) {
      failed += Number(fails(task, 1));
      both += Number(fails(task, 1) && fails(task, 2));
    }
    expect(failed / 4_000).toBeCloseTo(0.25, 1);
    expect(both / 4_000).toBeCloseTo(0.0625, 1);
    expect(isPoison(1)).toBe(false);
  });
});

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
    expect(countsRequeues({ requeueBy }, version)).toBe(counts);
  });
});

describe("a task that fails each time", () => {
  const limited = { ...quorum, deliveryLimit: 5 } as const;
  it.each([
    ["on a classic queue", settings, "4.3.6", true],
    ["on a quorum queue without a limit", quorum, "3.10.8", true],
    ["on a quorum queue with its own limit", quorum, "4.0.5", false],
    ["on a limited quorum queue", limited, "4.3.6", false],
    ["nacked where a nack counts", { ...limited, requeueBy: "nack" } as const, "4.0.5", false],
    ["nacked where no nack counts", { ...limited, requeueBy: "nack" } as const, "4.3.6", true],
    ["dropped", { ...settings, onError: "drop" } as const, "4.3.6", false],
  ])("%s, goes round for ever: %s", (_, trial, version, isEndless) => {
    expect(requeuesForEver(trial, version)).toBe(isEndless);
  });
});
