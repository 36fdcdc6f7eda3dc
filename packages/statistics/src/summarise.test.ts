import { describe, expect, it } from "vitest";
import { createRandom } from "@fairhare/core";
import { history, check } from "@fairhare/checker/testing";
import { medianInterval, summarise, summariseValues } from "./summarise.ts";

const runOf = (lengthMs: number, work: "sleep" | "none" = "sleep") =>
  check(
    history()
      .phase("publishing", 0)
      .producer(1)
      .published(1, 0, { costMs: 10 })
      .worker(1)
      .worked(1, 0, lengthMs)
      .phase("drained", 1_000),
    { work },
  ).result;

describe("a summary", () => {
  it("has every measured number of a run under its path", () => {
    const summary = summarise([runOf(10), runOf(20), runOf(60)]);
    expect(summary["makespanMs"]).toMatchObject({ n: 3, median: 20, mean: 30, min: 10, max: 60, ci95: null });
    expect(summary["ledger.completed"]).toMatchObject({ n: 3, median: 1, stddev: 0 });
    expect(summary["latencyMs.endToEnd.p99"]?.median).toBe(20);
    expect(Object.keys(summary)).not.toContain("run");
  });

  it("leaves out a metric that no run measured, and counts the runs that did", () => {
    const summary = summarise([runOf(10, "none"), runOf(10)]);
    expect(summary["fairness.jainBusy"]?.n).toBe(1);
    expect(summary["cost.clientCpuSeconds"]).toBeUndefined();
    // The runs were on one host.
    expect(summary["latencyMs.endToEnd.errorBound"]).toBeUndefined();
    expect(summarise([])).toEqual({});
  });

  it("has no standard deviation for a single value", () => {
    expect(summariseValues([4])).toEqual({ n: 1, median: 4, mean: 4, stddev: null, ci95: null, min: 4, max: 4 });
  });

  it("has an interval from six values on", () => {
    expect(summariseValues([6, 5, 4, 3, 2, 1])).toMatchObject({ median: 3.5, ci95: [1, 6] });
  });
});

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe("the 95 % interval of a median", () => {
  it("does not exist for fewer than six values", () => {
    for (let n = 0; n < 6; n++) expect(medianInterval(upTo(n))).toBeNull();
  });

  // Ranks as tabulated, e.g. in Conover (1999), table A3, or Le Boudec, Performance Evaluation, table A.1.
  it.each([
    [6, 1, 6],
    [8, 1, 8],
    [9, 2, 8],
    [10, 2, 9],
    [12, 3, 10],
    [20, 6, 15],
    [30, 10, 21],
    [50, 18, 33],
  ])("of %i values goes from the %i. to the %i.", (n, low, high) => {
    expect(medianInterval(upTo(n))).toEqual([low, high]);
  });

  it("covers the median in at least 95 % of samples", () => {
    const random = createRandom(7);
    let covered = 0;
    for (let i = 0; i < 4_000; i++) {
      const sample = Array.from({ length: 10 }, () => random.float()).toSorted((a, b) => a - b);
      const [low, high] = medianInterval(sample) ?? [1, 0];
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered / 4_000).toBeGreaterThan(0.95);
  });
});
