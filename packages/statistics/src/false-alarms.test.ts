// How often the comparison calls a difference where there is none, and whether it finds one that is there: over measured
// runs (testing/recorded-repeats.ts) and over simulated ones.
import { createRandom, type Random, shuffle } from "@fairhare/core";
import type { RunResult } from "@fairhare/results";
import { check, history } from "@fairhare/checker/testing";
import { describe, expect, it } from "vitest";
import { bootstrapInterval } from "./bootstrap.ts";
import { comparePairs } from "./compare.ts";
import { HANDLER_REPEATS, recordedRuns, THROUGHPUT_REPEATS } from "./testing/recorded-repeats.ts";

const RESAMPLES = 200;
const MAX_ALARMS = 0.05 * RESAMPLES;
const sample: RunResult = check(
  history().phase("publishing", 0).producer(1).published(1, 0).worker(1).worked(1, 5, 9),
).result;

/** Whether any metric of any pair differs. */
const isDifferent = (before: readonly RunResult[], after: readonly RunResult[]): boolean =>
  comparePairs([
    [
      { id: "before", runs: before },
      { id: "after", runs: after },
    ],
  ]).some(({ significant }) => significant);

/** Alarms in 200 random splits of runs of one setting into two halves. */
function alarmsInSplits(runs: readonly RunResult[], random: Random): number {
  const pool = [...runs];
  let alarms = 0;
  for (let i = 0; i < RESAMPLES; i++) {
    shuffle(pool, random);
    if (isDifferent(pool.slice(0, pool.length / 2), pool.slice(pool.length / 2))) alarms++;
  }
  return alarms;
}

const handler = {
  a: recordedRuns(HANDLER_REPEATS.a, sample),
  sameAsA: recordedRuns(HANDLER_REPEATS.sameAsA, sample),
  b: recordedRuns(HANDLER_REPEATS.b, sample),
  sameAsB: recordedRuns(HANDLER_REPEATS.sameAsB, sample),
};
const throughput = {
  a: recordedRuns(THROUGHPUT_REPEATS.a, sample),
  sameAsA: recordedRuns(THROUGHPUT_REPEATS.sameAsA, sample),
};

describe("the same setting, measured twice with 20 runs each", { timeout: 120_000 }, () => {
  it("is not called different", () => {
    expect(isDifferent(handler.a, handler.sameAsA)).toBe(false);
    expect(isDifferent(handler.b, handler.sameAsB)).toBe(false);
    expect(isDifferent(throughput.a, throughput.sameAsA)).toBe(false);
  });

  it.each([
    ["a handler of 20 ms", [...handler.a, ...handler.sameAsA]],
    ["a handler of 21 ms", [...handler.b, ...handler.sameAsB]],
    ["a rate that varies by a factor of two", [...throughput.a, ...throughput.sameAsA]],
  ])("is called different in at most ten of 200 resamples: %s", (_, runs) => {
    expect(runs).toHaveLength(40);
    expect(alarmsInSplits(runs, createRandom(17))).toBeLessThanOrEqual(MAX_ALARMS);
  });
});

describe("a handler that takes 5 % longer", () => {
  it("is found in 20 runs, with its size in the interval", () => {
    for (const [before, after] of [
      [handler.a, handler.b],
      [handler.a, handler.sameAsB],
      [handler.sameAsA, handler.b],
      [handler.sameAsA, handler.sameAsB],
    ] as const) {
      const pair = [
        { id: "a", runs: before },
        { id: "b", runs: after },
      ] as const;
      const found = comparePairs([pair]).find(({ metric }) => metric === "makespanMs");
      expect(found).toMatchObject({ significant: true });
      expect(found?.ci95?.[0]).toBeGreaterThan(0);
      expect(found?.ci95?.[0]).toBeLessThan(0.05);
      expect(found?.ci95?.[1]).toBeGreaterThan(0.04);
    }
  });
});

describe("simulated heavy-tailed runs", { timeout: 120_000 }, () => {
  const random = createRandom(23);
  /** Pareto with the shape 1.5: its variance is infinite. */
  const pareto = (): number => 100 * (1 - random.float()) ** (-1 / 1.5);
  const runs = (count: number, factor = 1): RunResult[] =>
    Array.from({ length: count }, (_, index): RunResult => {
      const makespanMs = factor * pareto();
      const [p50, p99] = [pareto(), pareto()];
      const endToEnd = { ...sample.latencyMs.endToEnd, p50, p99 };
      return { ...sample, run: index + 1, makespanMs, latencyMs: { ...sample.latencyMs, endToEnd } };
    });

  it.each([6, 8, 20])(
    "of one distribution are called different in at most ten of 200 comparisons of %i runs",
    (count) => {
      let alarms = 0;
      for (let i = 0; i < RESAMPLES; i++) if (isDifferent(runs(count), runs(count))) alarms++;
      expect(alarms).toBeLessThanOrEqual(MAX_ALARMS);
    },
  );

  it("have intervals that cover the true difference in about 95 % of samples, from 6 runs on", () => {
    const samples = 250;
    let covered = 0;
    for (let i = 0; i < samples; i++) {
      const [before, after] = [0, 1].map((group) =>
        Array.from({ length: 6 }, () => (group === 1 ? 1.1 : 1) * pareto()),
      );
      const [low, high] = bootstrapInterval(before ?? [], after ?? [], random) ?? [1, 0];
      if (low <= 0.1 && 0.1 <= high) covered++;
    }
    expect(covered / samples).toBeGreaterThan(0.92);
  });
});
