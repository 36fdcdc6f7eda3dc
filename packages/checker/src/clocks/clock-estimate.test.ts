import { boundsOfRecord, type OffsetBounds, recordOfExchange, type TimeExchange } from "@fairhare/protocol";
import { describe, expect, it } from "vitest";
import { createRandom } from "@fairhare/core";
import { ClockEstimate } from "./clock-estimate.ts";

const HOUR = 3_600e9;
const MS = 1e6;

const uniform = (seed: number): (() => number) => {
  const random = createRandom(seed);
  return () => random.float();
};

const evenDelay = (): number => 100e3;

interface World {
  /** Agent's clock at a time of the orchestrator's clock. */
  readonly clock: (at: number) => number;
  readonly forwardNs: () => number;
  readonly backNs: () => number;
}

function exchange({ clock, forwardNs, backNs }: World, t1: number): TimeExchange {
  const arrived = t1 + forwardNs();
  const answered = arrived + 20e3;
  return { t1, t2: clock(arrived), t3: clock(answered), t4: answered + backNs() };
}

/** As a run records them: a burst of 8 within 40 ms before and after, one per second during. */
const times = (seconds: number): number[] => {
  const burst = Array.from({ length: 8 }, (_, index) => index * 5 * MS);
  const start = HOUR;
  const during = Array.from({ length: seconds }, (_, index) => start + (index + 1) * 1e9);
  return [...burst.map((at) => start + at), ...during, ...burst.map((at) => start + seconds * 1e9 + 0.5e9 + at)];
};

const bounds = (world: World, seconds: number, offset: number): OffsetBounds[] =>
  times(seconds)
    .map((at) => recordOfExchange(exchange(world, at), offset))
    .flatMap((record) => (record === undefined ? [] : [boundsOfRecord(record)]));

const estimated = (exchanges: readonly OffsetBounds[]): ClockEstimate => {
  const estimate = ClockEstimate.of(exchanges);
  if (estimate === undefined) throw new Error("no exchanges");
  return estimate;
};

/** The largest error of the map between these times, nanoseconds. */
function errorOf(estimate: ClockEstimate, clock: World["clock"], offset: number, from: number, to: number): number {
  let worst = 0;
  for (let step = 0; step <= 2_000; step++) {
    const at = from + ((to - from) * step) / 2_000;
    worst = Math.max(worst, Math.abs(estimate.toReference(clock(at) - offset) - at));
  }
  return worst;
}

describe("the estimate of an agent's clock", () => {
  it("contains the truth with any offset, any drift up to 200 ppm and any asymmetric delays", () => {
    const random = uniform(11);
    for (let trial = 0; trial < 300; trial++) {
      const offset = (random() - 0.5) * 6 * HOUR;
      const drift = (random() - 0.5) * 400e-6;
      const [forward, back] = [random() * 2 * MS, random() * 2 * MS];
      const seconds = 1 + Math.floor(random() * 60);
      const world: World = {
        clock: (at) => at + offset + drift * (at - HOUR),
        forwardNs: () => 10e3 + forward * random() + (random() < 0.05 ? 300 * MS * random() : 0),
        backNs: () => 10e3 + back * random() ** 3 + (random() < 0.05 ? 300 * MS * random() : 0),
      };
      // Up to 100 ms of the offset are not removed when the agent joins.
      const joined = offset + (random() - 0.5) * 200 * MS;
      const estimate = estimated(bounds(world, seconds, joined));
      const [from, to] = [HOUR - 2e9, HOUR + seconds * 1e9 + 3e9];
      expect(errorOf(estimate, world.clock, joined, from, to)).toBeLessThanOrEqual(estimate.errorBetween(from, to));
    }
  });

  it("is nearly as exact as half the shortest round trips allow", () => {
    const random = uniform(12);
    const delay = (): number => 80e3 + 40e3 * random();
    const world: World = { clock: (at) => at * (1 + 100e-6) + 3 * HOUR, forwardNs: delay, backNs: delay };
    const estimate = estimated(bounds(world, 30, 0));
    const bound = estimate.errorBetween(HOUR, HOUR + 30e9);
    // Half a round trip is 80 to 120 µs, the wander within half a second adds 7.5 µs, and a leap that no exchange shows the rest.
    expect(bound).toBeGreaterThan(75e3);
    expect(bound).toBeLessThan(180e3);
    expect(estimate.drift).toBeGreaterThan(100e-6 - 15e-6);
    expect(estimate.drift).toBeLessThan(100e-6 + 15e-6);
    expect(estimate.isSteady).toBe(true);
  });

  it("is not worse for exchanges during a pause of a machine", () => {
    const world: World = { clock: (at) => at + HOUR, forwardNs: evenDelay, backNs: evenDelay };
    const exchanges = bounds(world, 20, HOUR);
    const paused: World = { ...world, forwardNs: () => 3e9 };
    const record = recordOfExchange(exchange(paused, HOUR + 5.2e9), HOUR);
    if (record === undefined) throw new Error("not recorded");
    const [from, to] = [HOUR, HOUR + 20e9];
    const all = estimated([...exchanges, boundsOfRecord(record)].toSorted((a, b) => a.upperAt - b.upperAt));
    expect(all.errorBetween(from, to)).toBeLessThanOrEqual(estimated(exchanges).errorBetween(from, to) + 1e3);
  });

  it("contains a clock whose rate wanders by 5 ppm, as with the temperature of a room, and calls it steady", () => {
    const random = uniform(15);
    const delay = (): number => 30e3 + 10e3 * random();
    /** For 20 s too fast, then for 20 s too slow. */
    const clock = (at: number): number => at + HOUR + 5e-6 * (20e9 - Math.abs(at - HOUR - 20e9));
    const estimate = estimated(bounds({ clock, forwardNs: delay, backNs: delay }, 40, HOUR));
    const [from, to] = [HOUR, HOUR + 40e9];
    expect(estimate.isSteady).toBe(true);
    expect(errorOf(estimate, clock, HOUR, from, to)).toBeLessThanOrEqual(estimate.errorBetween(from, to));
    expect(estimate.errorBetween(from, to)).toBeLessThan(90e3);
  });

  it("contains a clock whose rate an NTP daemon changes during the run, and says so", () => {
    const random = uniform(13);
    const delay = (): number => 50e3 + 100e3 * random();
    /** Slewed by 400 ppm from the tenth to the twentieth second. */
    const clock = (at: number): number => at + HOUR + 400e-6 * Math.min(10e9, Math.max(0, at - HOUR - 10e9));
    const world: World = { clock, forwardNs: delay, backNs: delay };
    const estimate = estimated(bounds(world, 30, HOUR));
    const [from, to] = [HOUR, HOUR + 30e9];
    expect(estimate.isSteady).toBe(false);
    expect(errorOf(estimate, clock, HOUR, from, to)).toBeLessThanOrEqual(estimate.errorBetween(from, to));
  });

  it("contains a clock that stood still for 200 ms, with a wide bound", () => {
    const clock = (at: number): number => at + HOUR - Math.min(200 * MS, Math.max(0, at - HOUR - 10.3e9));
    const estimate = estimated(bounds({ clock, forwardNs: evenDelay, backNs: evenDelay }, 30, HOUR));
    const [from, to] = [HOUR, HOUR + 30e9];
    const error = errorOf(estimate, clock, HOUR, from, to);
    expect(error).toBeGreaterThan(10 * MS);
    expect(error).toBeLessThanOrEqual(estimate.errorBetween(from, to));
  });

  it("assumes the drift of the worst clocks from a single exchange", () => {
    const world: World = { clock: (at) => at * (1 + 200e-6), forwardNs: evenDelay, backNs: evenDelay };
    const record = recordOfExchange(exchange(world, HOUR), 0);
    if (record === undefined) throw new Error("not recorded");
    const estimate = estimated([boundsOfRecord(record)]);
    const [from, to] = [HOUR - 1e9, HOUR + 10e9];
    expect(errorOf(estimate, world.clock, 0, from, to)).toBeLessThanOrEqual(estimate.errorBetween(from, to));
    expect(estimate.errorBetween(HOUR, HOUR + 10e9)).toBeGreaterThan(10 * MS);
  });

  it("is none without exchanges", () => {
    expect(ClockEstimate.of([])).toBeUndefined();
  });

  it("keeps the order of the records, and finds a time that is not the next one", () => {
    const random = uniform(14);
    const delay = (): number => 10e3 + 5 * MS * random();
    const world: World = { clock: (at) => at * (1 - 150e-6), forwardNs: delay, backNs: delay };
    const estimate = estimated(bounds(world, 10, 0));
    let before = -Infinity;
    for (let at = HOUR - 1e9; at < HOUR + 12e9; at += 777_777) {
      const mapped = estimate.toReference(world.clock(at));
      expect(mapped).toBeGreaterThan(before);
      before = mapped;
    }
    const early = estimate.toReference(world.clock(HOUR + 1e9));
    expect(Math.abs(early - HOUR - 1e9)).toBeLessThan(10 * MS);
    expect(Math.abs(estimate.offsetAt(HOUR + 1e9) - (world.clock(HOUR + 1e9) - HOUR - 1e9))).toBeLessThan(10 * MS);
  });
});
