import { describe, expect, it } from "vitest";
import type { Threshold } from "@fairhare/workload";
import { check, history } from "@fairhare/checker/testing";
import type { TrialRuns } from "./compare.ts";
import type { RunResult } from "@fairhare/results";
import { evaluateThresholds } from "./threshold.ts";

const sample: RunResult = {
  ...check(history().phase("publishing", 0).producer(1).published(1, 0).worker(1).worked(1, 5, 9)).result,
  verdict: "pass",
};
const trials: TrialRuns[] = [
  { id: "a", runs: [{ ...sample, makespanMs: 10 }] },
  {
    id: "b",
    runs: [
      { ...sample, makespanMs: 30 },
      { ...sample, makespanMs: 20 },
    ],
  },
];
const among = (...runs: RunResult[]): TrialRuns[] => [{ id: "a", runs }];
const evaluate = (metric: string, operator: Threshold["operator"], value: number, from = trials) =>
  evaluateThresholds([{ expression: `${metric}${operator}${value}`, metric, operator, value }], from)[0];

describe("a threshold", () => {
  it("on a queue reads the row of its number, and fails without one", () => {
    expect(evaluate("queue.1.lost", "==", 0)).toMatchObject({ ok: true, actual: 0 });
    expect(evaluate("queue.1.completed", ">=", 2)).toMatchObject({ ok: false, actual: 1, trial: "a", run: 1 });
    expect(evaluate("queue.1.endToEndMs.p99", "<", 9)).toMatchObject({ ok: false, unit: "ms" });
    expect(evaluate("queue.2.lost", "==", 0)).toMatchObject({ ok: false, actual: null });
  });

  it("on the error of the clocks holds on one host, and by the worst run on several", () => {
    const names = ["endToEnd.errorBound", "queueWait.errorBound", "queue.1.endToEnd.errorBound"];
    for (const name of [...names, "worstQueue.endToEndErrorBoundMs"])
      expect(evaluate(name, "<=", 1)).toMatchObject({ ok: true, actual: 0, unit: "ms" });
    expect(evaluate("queue.2.endToEnd.errorBound", "<=", 1)).toMatchObject({ ok: false, actual: null });
    const [clock] = [
      { agent: 1, host: null, offsetMs: 0, driftPpm: 0, errorBoundMs: 1, roundTripMs: 1, exchanges: 9, steady: true },
    ];
    const across = (errorBound: number | null): RunResult => ({
      ...sample,
      clocks: [clock],
      latencyMs: { ...sample.latencyMs, endToEnd: { ...sample.latencyMs.endToEnd, errorBound } },
    });
    expect(evaluate("endToEnd.errorBound", "<=", 1, among(across(0.5), across(2)))).toMatchObject({
      ok: false,
      actual: 2,
    });
    expect(evaluate("endToEnd.errorBound", "<=", 1, among(across(0.5), across(null)))).toMatchObject({
      ok: false,
      actual: null,
      run: 1,
    });
    // A queue of a run on several hosts has one of its own; without it, nothing is known.
    expect(evaluate("queue.1.endToEnd.errorBound", "<=", 1, among(across(0.5)))).toMatchObject({
      ok: false,
      actual: null,
    });
  });

  it.each([
    ["<", 31, true, 30],
    ["<", 30, false, 30],
    ["<=", 30, true, 30],
    [">", 9, true, 10],
    [">", 10, false, 10],
    [">=", 10, true, 10],
    ["==", 10, false, 30],
    ["!=", 20, false, 20],
    ["!=", 15, true, 10],
  ] as const)("%s %d over 10, 20 and 30 is %s by the worst, %d", (operator, value, ok, actual) => {
    expect(evaluate("makespanMs", operator, value)).toMatchObject({ ok, actual });
  });

  it("may use a short name", () => {
    expect(evaluate("lost", "==", 0)).toEqual({
      expression: "lost==0",
      ok: true,
      actual: 0,
      unit: "",
      trial: "a",
      run: 1,
      baseline: null,
    });
    expect(evaluate("p99", "<", 10)).toMatchObject({ ok: true, actual: 9 });
    expect(evaluate("queueWait.p50", "<=", 5)).toMatchObject({ ok: true, actual: 5 });
  });

  it("does not hold when a run did not measure the metric", () => {
    expect(evaluate("brokerCpuSeconds", "<", 1e9)).toMatchObject({ ok: false, actual: null });
    const some = [{ id: "a", runs: [sample, { ...sample, makespanMs: null }] }];
    expect(evaluate("makespanMs", "<", 1e9, some)).toMatchObject({ ok: false, actual: null });
  });

  it("is judged over the judged runs, and does not hold without one", () => {
    const unknown: RunResult = { ...sample, verdict: "unknown", ledger: { ...sample.ledger, lost: 7 } };
    expect(evaluate("lost", "==", 0, [{ id: "a", runs: [sample, unknown] }])).toMatchObject({ ok: true, actual: 0 });
    expect(evaluate("lost", "==", 0, [{ id: "a", runs: [unknown] }])).toMatchObject({ ok: false, actual: null });
  });

  it("does not hold without any run, or for a metric that does not exist", () => {
    expect(evaluate("lost", "==", 0, [])).toMatchObject({ ok: false, actual: null });
    expect(evaluate("happiness", ">", 0)).toMatchObject({ ok: false, actual: null });
  });
});
