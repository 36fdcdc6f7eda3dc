import { fromMilliseconds, nanoseconds } from "@fairhare/core";
import type { ArrivalSettings, Pace, Rate } from "@fairhare/workload";
import { describe, expect, it } from "vitest";
import { createPacer, type Pacer } from "./pacer.ts";

const ms = fromMilliseconds;
const began = nanoseconds(5e9);
const at = (milliseconds: number) => nanoseconds(began + milliseconds * 1e6);
const start = { epoch: began, taken: 0, now: began };
const ONE: ArrivalSettings = { ratePerSecond: null, pace: "constant", phaseOffset: true, producers: 1, seed: 1 };
const paced = (ratePerSecond: Rate | null, pace: Pace = "constant") =>
  createPacer({ ...ONE, ratePerSecond, pace }, 1, start);
const constant = (ratePerSecond: number | null) => paced(ratePerSecond);

/** Takes all publishes that are due at this time; returns their intended times in ms since the begin. */
function takeDue(pacer: Pacer, now: number): number[] {
  const taken: number[] = [];
  while (pacer.isDue(at(now))) taken.push((pacer.take(at(now)) - began) / 1e6);
  return taken;
}

/** Serves the schedule every millisecond from a time on; the number of publishes in each of these milliseconds. */
function serve(pacer: Pacer, fromMs: number, milliseconds: number): number[] {
  return Array.from({ length: milliseconds }, (_, index) => takeDue(pacer, fromMs + index).length);
}

const most = (counts: readonly number[], windowMs: number): number =>
  Math.max(...counts.map((_, index) => sum(counts.slice(index, index + windowMs))));
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

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
    expect(sum(inNextTen)).toBe(20);
  });

  it("keeps the intended times during a stall, so that the wait counts as latency", () => {
    const pacer = constant(1_000);
    takeDue(pacer, 0);
    expect(takeDue(pacer, 1_000)[0]).toBe(1);
  });

  it.each(["constant", "poisson"] as const)("continues the schedule where the last incarnation ended: %s", (pace) => {
    const settings = { ...ONE, ratePerSecond: 100, pace, seed: 7 };
    const whole = createPacer(settings, 1, start);
    const intended = Array.from({ length: 9 }, () => whole.take(at(0)));
    const later = createPacer(settings, 1, { epoch: began, taken: 6, now: at(5_000) });
    expect(Array.from({ length: 3 }, () => later.take(at(5_000)))).toEqual(intended.slice(6));
  });

  it("makes every publish of a stall of 2 s within the next 2 s, at no more than twice the rate", () => {
    const pacer = constant(1_000);
    serve(pacer, 0, 1_000);
    const counts = serve(pacer, 3_000, 3_000);
    expect(sum(counts.slice(0, 2_000))).toBeGreaterThanOrEqual(4_000 - 1);
    expect(sum(counts)).toBe(5_000);
    expect(most(counts, 100)).toBeLessThanOrEqual(2 * 100 + 10);
    expect(most(counts.slice(2_020), 100)).toBe(100);
  });

  it("replays the rates of a schedule at twice their speed after a stall", () => {
    const phases = [
      { fromPerSecond: 1_000, toPerSecond: 1_000, seconds: 1 },
      { fromPerSecond: 100, toPerSecond: 100, seconds: 2 },
    ];
    const pacer = paced({ kind: "schedule", phases });
    takeDue(pacer, 0);
    // Stalled from the start until 1 s: then half a second for the fast step, and half a second for the next second.
    const counts = serve(pacer, 1_000, 2_000);
    expect(sum(counts.slice(0, 500))).toBeCloseTo(1_000, -2);
    expect(sum(counts.slice(520, 1_000))).toBeCloseTo(96, -1);
    expect(sum(counts.slice(1_000))).toBeCloseTo(100, -1);
    expect(sum(counts)).toBe(1_000 + 200 - 1);
  });

  it("keeps the short gaps of a Poisson process when it is on time", () => {
    const settings = { ...ONE, ratePerSecond: 10, pace: "poisson", seed: 3 } as const;
    const pacer = createPacer(settings, 1, start);
    const late: number[] = [];
    for (let now = 0; now < 20_000; now++) for (const intended of takeDue(pacer, now)) late.push(now - intended);
    expect(late.length).toBeGreaterThan(150);
    expect(Math.max(...late)).toBeLessThan(1);
  });

  it("lets 200 producers at 1/s publish evenly", () => {
    const settings = { ...ONE, ratePerSecond: 1, producers: 200 };
    const pacers = Array.from({ length: 200 }, (_, index) => createPacer(settings, index + 1, start));
    const counts = Array.from({ length: 3_000 }, (_, now) => sum(pacers.map((pacer) => takeDue(pacer, now).length)));
    expect(sum(counts)).toBe(600);
    expect(most(counts, 100)).toBeLessThanOrEqual(21);
  });

  it("without a rate is always due, and the intended time is the actual time", () => {
    const pacer = constant(null);
    expect(pacer.isDue(at(0))).toBe(true);
    expect(pacer.take(at(7))).toBe(at(7));
    expect(ms(pacer.waitMs(at(7)))).toBe(0);
  });
});
