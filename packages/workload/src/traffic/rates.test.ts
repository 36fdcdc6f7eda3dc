import { describe, expect, it } from "vitest";
import { meanRate, peakRate, rateCurve, scheduleSeconds } from "./rates.ts";
import type { Rate, RatePhase } from "../settings.ts";

const step = (perSecond: number, seconds: number): RatePhase => ramp(perSecond, perSecond, seconds);
const ramp = (fromPerSecond: number, toPerSecond: number, seconds: number): RatePhase => ({
  fromPerSecond,
  toPerSecond,
  seconds,
});
const schedule = (...phases: RatePhase[]): Rate => ({ kind: "schedule", phases });

const STEPS = schedule(step(1_000, 10), step(5_000, 10));
const RAMP = schedule(ramp(100, 2_000, 60));
const MIXED = schedule(step(100, 5), ramp(100, 2_000, 60), step(0, 2), step(2_000, 30));

describe("the publishes due by a time", () => {
  it.each([
    ["at a constant rate", 50, 3, 150],
    ["in the first step", STEPS, 4, 4_000],
    ["at the end of the first step", STEPS, 10, 10_000],
    ["in the second step", STEPS, 12, 20_000],
    ["after the last step, whose rate holds", STEPS, 30, 110_000],
    ["in the middle of a ramp: the mean of its first half is 575/s", RAMP, 30, 17_250],
    ["at the end of a ramp", RAMP, 60, 63_000],
    ["after a ramp, whose last rate holds", RAMP, 61, 65_000],
    ["during a pause", MIXED, 66, 63_500],
    ["after all phases", MIXED, 98, 63_500 + 62_000],
  ])("%s", (_name, rate, seconds, count) => {
    expect(rateCurve(rate).countBy(seconds)).toBeCloseTo(count, 6);
  });
});

describe("the time of a publish", () => {
  it.each([
    ["constant", 40],
    ["steps", STEPS],
    ["a ramp", RAMP],
    ["a ramp down", schedule(ramp(2_000, 0, 60), step(5, 1))],
    ["a ramp from 0", schedule(ramp(0, 1_000, 10))],
    ["steps, ramps and a pause", MIXED],
  ])("is the inverse of the number of publishes: %s", (_name, rate) => {
    const curve = rateCurve(rate);
    let before = -1;
    for (let count = 0; count < 200_000; count += 97.3) {
      const at = curve.secondsFor(count);
      expect(at).toBeGreaterThan(before);
      expect(curve.countBy(at)).toBeCloseTo(count, 5);
      before = at;
    }
  });

  it("is behind a pause for the first publish after it", () => {
    const curve = rateCurve(schedule(step(0, 5), step(100, 1), step(0, 3), step(10, 1)));
    expect([0, 50, 99, 100, 101].map((count) => curve.secondsFor(count))).toEqual([5, 5.5, 5.99, 9, 9.1]);
  });

  it("does not depend on the order of the questions", () => {
    const curve = rateCurve(MIXED);
    const counts = [10, 90_000, 400, 70_000, 0];
    expect(counts.map((count) => curve.secondsFor(count))).toEqual(
      counts.map((count) => rateCurve(MIXED).secondsFor(count)),
    );
  });
});

describe("a schedule", () => {
  it("has a duration, a highest rate, and a mean rate of its first publishes", () => {
    expect(scheduleSeconds(MIXED)).toBe(97);
    expect(scheduleSeconds(40)).toBe(0);
    expect([peakRate(MIXED), peakRate(schedule(ramp(900, 20, 1))), peakRate(40)]).toEqual([2_000, 900, 40]);
    expect(meanRate(STEPS, 60_000)).toBeCloseTo(3_000);
    expect(meanRate(40, 7)).toBe(40);
  });
});
