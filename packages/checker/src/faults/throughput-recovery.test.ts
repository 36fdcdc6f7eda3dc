import { describe, expect, it } from "vitest";
import type { Occurrence } from "../history/faults/occurrence.ts";
import { recoverThroughput } from "./throughput-recovery.ts";

const SECOND = 1e9;

/** Times of completions: each rate for its number of seconds, one after the other. */
function course(...parts: readonly (readonly [perSecond: number, seconds: number])[]): Float64Array {
  const times: number[] = [];
  let from = 0;
  for (const [perSecond, seconds] of parts) {
    for (let index = 0; index < perSecond * seconds; index++) times.push((from + index / perSecond) * SECOND);
    from += seconds;
  }
  return Float64Array.from(times);
}

const fault = (atSeconds: number, healedAtSeconds: number | null): Occurrence => ({
  plan: null,
  nodes: [],
  leader: null,
  fleetRole: null,
  hosted: [],
  process: 0,
  beganAt: atSeconds * SECOND,
  healedAt: healedAtSeconds === null ? null : healedAtSeconds * SECOND,
});

describe("throughput after a fault", () => {
  it("has a dip, and recovers with the first window that has the rate before", () => {
    const [recovery] = recoverThroughput([fault(4, 6)], course([1000, 4], [250, 2], [1000, 4]));
    expect(recovery?.dipRatio).toBeCloseTo(0.25, 1);
    expect((recovery?.catchUp ?? 0) / SECOND).toBeCloseTo(2, 1);
  });

  it("has no dip if the rate does not change", () => {
    const [recovery] = recoverThroughput([fault(4, 5)], course([1000, 10]));
    expect(recovery?.dipRatio).toBeCloseTo(1, 1);
    expect(recovery?.catchUp).toBe(0);
  });

  it("never recovers if the worker is not replaced", () => {
    const [recovery] = recoverThroughput([fault(4, null)], course([1000, 4], [500, 6]));
    expect(recovery?.dipRatio).toBeCloseTo(0.5, 1);
    expect(recovery?.catchUp).toBeNull();
  });

  it("is null without a rate before the fault", () => {
    expect(recoverThroughput([fault(0.01, 1)], course([1000, 10]))).toEqual([{ dipRatio: null, catchUp: null }]);
    expect(recoverThroughput([fault(1, 2)], new Float64Array(0))).toEqual([{ dipRatio: null, catchUp: null }]);
  });

  it("is measured for each of many faults, up to the next one", () => {
    const parts = Array.from({ length: 60 }, () => [[1000, 2] as const, [200, 0.5] as const]).flat();
    const faults = Array.from({ length: 60 }, (_, index) => fault(2 + index * 2.5, 2.5 + index * 2.5));
    const recoveries = recoverThroughput(faults, course(...parts, [1000, 2]));
    for (const { dipRatio, catchUp } of recoveries) {
      expect(dipRatio).toBeCloseTo(0.2, 1);
      expect((catchUp ?? 0) / SECOND).toBeCloseTo(0.5, 1);
    }
  });
});
