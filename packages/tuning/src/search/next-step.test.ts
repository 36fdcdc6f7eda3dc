import { createRandom, type Random } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { bracketOf, nextStep, type SearchSettings } from "./next-step.ts";
import { type Outcome, type RatePoint, withTrial } from "./rate-point.ts";

const SETTINGS: SearchSettings = { first: 100, least: 1, most: 100_000, precision: 0.02, votes: 3 };

/** The outcome of a trial at a rate. */
type System = (ratePerSecond: number) => Outcome;

interface Searched {
  readonly tested: readonly number[];
  readonly points: readonly RatePoint[];
  readonly end: string;
}

function search(system: System, settings: Partial<SearchSettings> = {}): Searched {
  let points: readonly RatePoint[] = [];
  const tested: number[] = [];
  for (let trial = 0; trial < 500; trial++) {
    const step = nextStep(points, { ...SETTINGS, ...settings });
    if (step.kind === "end") return { tested, points, end: step.end };
    tested.push(step.ratePerSecond);
    points = withTrial(points, step.ratePerSecond, system(step.ratePerSecond));
  }
  throw new Error(`no end after ${tested.length} trials`);
}

const exact =
  (capacity: number): System =>
  (rate) =>
    rate <= capacity ? "held" : "failed";

/** Holds with a probability that falls from 1 to 0 around the capacity; `width` relative to it. */
const noisy =
  (capacity: number, width: number, random: Random): System =>
  (rate) =>
    random.float() < 1 / (1 + Math.exp((rate / capacity - 1) / width)) ? "held" : "failed";

describe("a search without noise", () => {
  it.each([3, 99, 100, 101, 400, 1_234, 54_321])(
    "finds a capacity of %d per second within its precision",
    (capacity) => {
      const { points, end } = search(exact(capacity));
      const { low, high } = bracketOf(points);
      expect(end).toBe("found");
      expect(low?.ratePerSecond).toBeLessThanOrEqual(capacity);
      expect(high?.ratePerSecond).toBeGreaterThan(capacity);
      expect((high?.ratePerSecond ?? 0) / (low?.ratePerSecond ?? 1)).toBeLessThanOrEqual(1.02);
    },
  );

  it("doubles until a rate fails, then bisects, then repeats the ends of the bracket", () => {
    const { tested } = search(exact(400), { precision: 0.1 });
    expect(tested).toEqual([100, 200, 400, 800, 565.7, 475.7, 436.2, 400, 436.2]);
  });

  it("halves if the first rate fails", () => {
    expect(search(exact(30)).tested.slice(0, 3)).toEqual([100, 50, 25]);
  });

  it("takes few trials: a factor of 16 and 2 % in less than 15", () => {
    expect(search(exact(777)).tested.length).toBeLessThan(15);
  });

  it("ends with the lowest rate if nothing holds, and with the highest if everything does", () => {
    expect(search(() => "failed")).toMatchObject({ end: "nothing-holds" });
    const all = search(() => "held");
    expect(all.end).toBe("everything-holds");
    expect(bracketOf(all.points).low?.ratePerSecond).toBe(100_000);
  });

  it("repeats a trial without a verdict once, and then gives up", () => {
    const { tested, end } = search((rate) => (rate > 300 ? "unknown" : "held"));
    expect(tested).toEqual([100, 200, 400, 400]);
    expect(end).toBe("unclear");
  });

  it("continues after a single trial without a verdict", () => {
    let isFirst = true;
    const { end } = search((rate) => {
      if (!isFirst || rate < 300) return exact(500)(rate);
      isFirst = false;
      return "unknown";
    });
    expect(end).toBe("found");
  });
});

describe("a search with noise", () => {
  it("recovers from one wrong outcome of the doubling", () => {
    let wrong = 1;
    const system: System = (rate) => (rate === 200 && wrong-- > 0 ? "failed" : exact(1_000)(rate));
    const { points, end } = search(system);
    // 200 failed once: the bracket 100–200 closes under it, and its end is repeated until the majority holds.
    expect(end).toBe("found");
    expect(bracketOf(points).low?.ratePerSecond).toBeGreaterThan(970);
  });

  it.each([0.005, 0.02, 0.05])("is within its precision and twice the noise in 95 %% of searches: %d", (width) => {
    const errors = Array.from({ length: 400 }, (_, seed) => {
      const { points, end } = search(noisy(400, width, createRandom(seed)));
      expect(end).toBe("found");
      return Math.abs((bracketOf(points).low?.ratePerSecond ?? 0) / 400 - 1);
    });
    const within = errors.filter((error) => error <= SETTINGS.precision + 2 * width).length;
    expect(within / errors.length).toBeGreaterThanOrEqual(0.95);
  });

  it("never answers with a rate that failed more often than it held", () => {
    for (let seed = 0; seed < 200; seed++) {
      const { points } = search(noisy(150, 0.2, createRandom(seed)));
      const { low, high } = bracketOf(points);
      expect(low?.held).toBeGreaterThan(low?.failed ?? 0);
      expect(high?.ratePerSecond).toBeGreaterThan(low?.ratePerSecond ?? 0);
    }
  });

  it("ends after a bounded number of trials, even if the outcomes are random", () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = createRandom(seed);
      const system: System = () => (["held", "failed", "unknown"] as const)[random.below(3)] ?? "held";
      expect(search(system).tested.length).toBeLessThan(200);
    }
  });
});
