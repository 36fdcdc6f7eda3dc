import { describe, expect, it } from "vitest";
import { createFailures } from "./failures.ts";

const poisoned = (tasks: number, picks: number, seed: number): number[] => {
  const { isPoison } = createFailures({ fail: { kind: "poison", tasks: picks }, tasks, seed });
  return Array.from({ length: tasks + 5 }, (_, index) => index).filter(isPoison);
};

describe("poison tasks", () => {
  it.each([
    [100, 1],
    [100, 7],
    [10, 10],
    [1_000, 333],
  ])("of %i tasks are exactly %i, for every seed", (tasks, picks) => {
    for (let seed = 1; seed <= 20; seed++) expect(poisoned(tasks, picks, seed)).toHaveLength(picks);
  });

  it("are spread over the run, and are different tasks with another seed", () => {
    const [first = 0, second = 0] = poisoned(100, 2, 1);
    expect(first).toBeLessThanOrEqual(50);
    expect(second).toBeGreaterThan(50);
    expect(poisoned(100, 2, 2)).not.toEqual([first, second]);
  });
});

describe("random failures", () => {
  const { fails, isPoison } = createFailures({ fail: { kind: "random", probability: 0.25 }, tasks: null, seed: 1 });

  it("have their probability, independently for each execution", () => {
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
