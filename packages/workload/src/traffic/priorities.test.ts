import { describe, expect, it } from "vitest";
import {
  consumerArgumentsOf,
  consumerPriorityOfSlot,
  createPriorities,
  hasMixedPriorities,
  highestPriority,
  prefersWorkers,
} from "./priorities.ts";
import type { PriorityMix } from "../settings.ts";

const RARE: PriorityMix = {
  kind: "weighted",
  levels: [
    { priority: 0, weight: 9 },
    { priority: 9, weight: 1 },
  ],
};
const RANGE: PriorityMix = { kind: "uniform", least: 2, most: 4 };

function drawn(priority: number | PriorityMix, seed = 1): number[] {
  const of = createPriorities({ priority, seed });
  return Array.from({ length: 10_000 }, (_, index) => of?.(index + 1) ?? -1);
}

const shareOf = (priorities: readonly number[], priority: number): number =>
  priorities.filter((one) => one === priority).length / priorities.length;

describe("the priorities of messages", () => {
  it("are one number, a range in equal shares, or a mix by its weights", () => {
    expect(new Set(drawn(5))).toEqual(new Set([5]));
    for (const priority of [2, 3, 4]) expect(shareOf(drawn(RANGE), priority)).toBeCloseTo(1 / 3, 1);
    expect(shareOf(drawn(RARE), 9)).toBeCloseTo(0.1, 1);
    expect(createPriorities({ priority: null, seed: 1 })).toBeNull();
  });

  it("depend on the seed alone", () => {
    expect(drawn(RARE)).toEqual(drawn(RARE));
    expect(drawn(RARE)).not.toEqual(drawn(RARE, 2));
  });

  it("are mixed if two messages can differ", () => {
    expect([RANGE, RARE, 5, null].map((priority) => hasMixedPriorities({ priority }))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([RANGE, RARE, 5].map(highestPriority)).toEqual([4, 9, 5]);
  });
});

describe("the priorities of consumers", () => {
  it("repeat over the slots, and 0 is left to the broker", () => {
    const settings = { consumerPriorities: [10, 0, -1], consumerArguments: { "x-a": "b" } };
    expect([1, 2, 3, 4].map((slot) => consumerPriorityOfSlot(settings, slot))).toEqual([10, 0, -1, 10]);
    expect(consumerArgumentsOf(settings, 1)).toEqual({ "x-a": "b", "x-priority": 10 });
    expect(consumerArgumentsOf(settings, 2)).toEqual({ "x-a": "b" });
  });

  it("prefer workers if two of the fleet differ", () => {
    expect(prefersWorkers({ workers: 2, consumerPriorities: [10, 0] })).toBe(true);
    expect(prefersWorkers({ workers: 1, consumerPriorities: [10, 0] })).toBe(false);
    expect(prefersWorkers({ workers: 3, consumerPriorities: [5] })).toBe(false);
    expect(prefersWorkers({ workers: 3 })).toBe(false);
  });
});
