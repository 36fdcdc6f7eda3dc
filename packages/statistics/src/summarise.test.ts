import { describe, expect, it } from "vitest";
import { history, check } from "@fairhare/checker/testing";
import { summarise, summariseValues } from "./summarise.ts";

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

  it("leaves out what no run measured, and counts the runs that did", () => {
    const summary = summarise([runOf(10, "none"), runOf(10)]);
    expect(summary["fairness.jainBusy"]?.n).toBe(1);
    expect(summary["cost.clientCpuSeconds"]).toBeUndefined();
    expect(summarise([])).toEqual({});
  });

  it("has no standard deviation for a single value", () => {
    expect(summariseValues([4])).toEqual({ n: 1, median: 4, mean: 4, stddev: null, ci95: null, min: 4, max: 4 });
  });

  it("has an interval from six values on", () => {
    expect(summariseValues([6, 5, 4, 3, 2, 1])).toMatchObject({ median: 3.5, ci95: [1, 6] });
  });
});
