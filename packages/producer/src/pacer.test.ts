import { fromMilliseconds, nanoseconds } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { createPacer, type Pacer } from "./pacer.ts";

const ms = fromMilliseconds;
const began = nanoseconds(5e9);
const at = (milliseconds: number) => nanoseconds(began + milliseconds * 1e6);
const start = { epoch: began, taken: 0, now: began };
const constant = (ratePerSecond: number | null) => createPacer({ ratePerSecond, pace: "constant", seed: 1 }, 1, start);

/** Takes all publishes that are due at this time; returns their intended times in ms since the begin. */
function takeDue(pacer: Pacer, now: number): number[] {
  const taken: number[] = [];
  while (pacer.isDue(at(now))) taken.push((pacer.take(at(now)) - began) / 1e6);
  return taken;
}

describe("the pacer", () => {
  it("allows a publish at its intended time and not before", () => {
    const pacer = constant(100);
    expect(takeDue(pacer, 0)).toEqual([0]);
    expect(takeDue(pacer, 9.9)).toEqual([]);
    expect(pacer.waitMs(at(9.9))).toBeCloseTo(0.1);
    expect(takeDue(pacer, 10)).toEqual([10]);
  });

  it("catches up after a late timer, with the intended times of the schedule", () => {
    const pacer = constant(1_000);
    takeDue(pacer, 0);
    expect(takeDue(pacer, 3)).toEqual([1, 2, 3]);
  });

  it("catches up at twice the rate after a stall, without a burst", () => {
    const pacer = constant(1_000);
    takeDue(pacer, 0);
    const afterStall = takeDue(pacer, 1_000).length;
    expect(afterStall).toBeLessThanOrEqual(11);
    const inNextTen = Array.from({ length: 10 }, (_, index) => takeDue(pacer, 1_001 + index).length);
    expect(inNextTen.reduce((sum, count) => sum + count)).toBe(20);
  });

  it("keeps the intended times during a stall, so that the wait counts as latency", () => {
    const pacer = constant(1_000);
    takeDue(pacer, 0);
    expect(takeDue(pacer, 1_000)[0]).toBe(1);
  });

  it.each(["constant", "poisson"] as const)("continues the schedule where the last incarnation ended: %s", (pace) => {
    const settings = { ratePerSecond: 100, pace, seed: 7 };
    const whole = createPacer(settings, 1, start);
    const intended = Array.from({ length: 9 }, () => whole.take(at(0)));
    const later = createPacer(settings, 1, { epoch: began, taken: 6, now: at(5_000) });
    expect(Array.from({ length: 3 }, () => later.take(at(5_000)))).toEqual(intended.slice(6));
  });

  it("without a rate is always due, and the intended time is the actual time", () => {
    const pacer = constant(null);
    expect(pacer.isDue(at(0))).toBe(true);
    expect(pacer.take(at(7))).toBe(at(7));
    expect(ms(pacer.waitMs(at(7)))).toBe(0);
  });
});
