import { describe, expect, it } from "vitest";
import type { FaultResult, RunResult } from "@fairhare/results";
import { History, check } from "@fairhare/checker/testing";
import { measureOf, trendOf } from "./measured-number.ts";

const { result } = check(new History());

const killed = (timeToRedeliveryMs: number | null): FaultResult => ({
  kind: "kill",
  target: "worker 1",
  atMs: 0,
  healedAtMs: null,
  nodes: [],
  leader: null,
  endedAtMs: null,
  replacedAtMs: null,
  recovery: {
    timeToRedeliveryMs,
    lastRedeliveryMs: null,
    redelivered: null,
    timeToLeaderMs: null,
    publishGapMs: null,
    consumeGapMs: null,
    lossWindowMs: null,
    dipRatio: null,
    catchUpMs: null,
    blockedMs: null,
  },
});

const RUN: RunResult = {
  ...result,
  ledger: {
    ...result.ledger,
    lost: 21,
    delivered: 60,
    completed: 39,
    lossesByCause: [
      { cause: "auto-acked-in-hand", tasks: 1, workers: [1] },
      { cause: "auto-acked-in-buffer", tasks: 20, workers: [1] },
    ],
  },
  faults: [killed(3), killed(5)],
  timeline: {
    ...result.timeline,
    unacked: [0, 1, 2, 3].map((second): [number, number] => [second * 1_000, second * 40]),
  },
};

it.each([
  ["ledger.lost", 21],
  ["ledger.lost - ledger.delivered + ledger.completed", 0],
  ["losses.auto-acked-in-buffer", 20],
  ["losses.unknown", 0],
  ["faults.count", 2],
  ["faults.timeToRedeliveryMs", 5],
  ["faults.catchUpMs", null],
  ["workers.2.tasks", 0],
  ["workers.9.tasks", null],
  ["slope.unacked.0-3000", 40],
  ["slope.unacked.0-1000", null],
  ["slope.ready.0-3000", null],
  ["slope.depth.0-3000", null],
  ["slope.unacked", null],
  ["linearity.unacked.0-3000", 1],
  ["ledger.nothing", null],
  ["ledger.lost - ledger.nothing", null],
])("%s is %s", (expression, value) => {
  expect(measureOf(RUN, expression)).toBe(value);
});

it("starts a trend at the healing of the last fault", () => {
  const run = {
    ...RUN,
    faults: [{ ...killed(3), healedAtMs: 1_000, nodes: [], leader: null, endedAtMs: null, replacedAtMs: null }],
  };
  expect(measureOf(run, "slope.unacked.healed+0-2000")).toBe(40);
  expect(measureOf(run, "slope.unacked.healed+500-2000")).toBeNull();
  expect(measureOf(RUN, "slope.unacked.healed+0-2000")).toBeNull();
});

it("is null when one of several faults has no recovery", () => {
  expect(measureOf({ ...RUN, faults: [killed(3), killed(null)] }, "faults.timeToRedeliveryMs")).toBeNull();
});

const line = (perSecond: number, from = 0, to = 2_000): [number, number][] =>
  Array.from({ length: (to - from) / 250 + 1 }, (_, index) => [from + index * 250, 7 + perSecond * index * 0.25]);

describe("the trend of a series", () => {
  it("is the slope of the line, per second", () => {
    expect(trendOf(line(40), 0, 2_000)).toEqual({ perSecond: 40, explained: 1 });
    expect(trendOf(line(-3), 0, 2_000)?.perSecond).toBeCloseTo(-3, 9);
  });

  it("covers only the given stretch", () => {
    const series = [...line(10), ...line(-20, 2_250, 4_000)];
    expect(trendOf(series, 250, 1_750)?.perSecond).toBeCloseTo(10, 9);
    expect(trendOf(series, 2_250, 4_000)?.perSecond).toBeCloseTo(-20, 9);
  });

  it("explains little of a series that goes up and down", () => {
    const saw = line(0).map(([at], index): [number, number] => [at, index % 2]);
    expect(trendOf(saw, 0, 2_000)?.explained).toBeLessThan(0.1);
  });

  it("of a constant is flat and explains everything", () => {
    expect(trendOf(line(0), 0, 2_000)).toEqual({ perSecond: 0, explained: 1 });
  });

  it("is null for two points, for points of one time, and for no points", () => {
    expect(trendOf(line(5), 0, 250)).toBeNull();
    expect(
      trendOf(
        [1, 2, 3].map((value): [number, number] => [5, value]),
        0,
        10,
      ),
    ).toBeNull();
    expect(trendOf([], 0, 10)).toBeNull();
  });
});
