// Random worlds against the bound: whatever the ways of the exchanges took and whatever happened to the agent's clock between two
// of them, no time is mapped further from the truth than the estimate says.
import { boundsOfRecord, type OffsetBounds, recordOfExchange } from "@fairhare/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClockEstimate } from "./clock-estimate.ts";

const START = 3_600e9;
const MS = 1e6;
const SECOND = 1e9;
const BURST = 8;

/** Nanoseconds. */
interface Way {
  readonly least: number;
  readonly jitter: number;
}

interface World {
  readonly seconds: number;
  readonly offset: number;
  /** Nanoseconds per nanosecond. */
  readonly drift: number;
  /** A part of the time between the bursts. */
  readonly changesAt: number;
  /** What happens to the clock then: it is ahead by so much more, at once or at this rate. */
  readonly jump: number;
  readonly rate: number;
  readonly forward: Way;
  readonly back: Way;
  /** One in so many messages waits for a pause of this length: of the collector of garbage, or of a busy host. */
  readonly pauseEvery: number;
  readonly pause: number;
  readonly randoms: readonly number[];
}

/** The agent's clock at a time of the orchestrator's. */
function clockOf({ seconds, offset, drift, changesAt, jump, rate }: World): (at: number) => number {
  const from = START + changesAt * (seconds + 0.3) * SECOND;
  return (at) => {
    const since = Math.max(0, at - from);
    return at + offset + drift * (at - START) + Math.sign(jump) * Math.min(Math.abs(jump), since * rate);
  };
}

interface Observed {
  readonly exchanges: OffsetBounds[];
  /** The time of the processes: after the first burst and before the last one. */
  readonly from: number;
  readonly to: number;
}

/** As ClockWatch asks: a burst, a pair per second, a burst. */
function observe(world: World): Observed {
  const { seconds, offset, forward, back, pauseEvery, pause, randoms } = world;
  const clock = clockOf(world);
  let draws = 0;
  const random = (): number => randoms[draws++ % randoms.length] ?? 0;
  const delay = ({ least, jitter }: Way): number =>
    least + jitter * random() ** 2 + (Math.floor(random() * pauseEvery) === 0 ? pause * random() : 0);
  const exchanges: OffsetBounds[] = [];
  const ask = (at: number, times: number): number => {
    let now = at;
    for (let time = 0; time < times; time++) {
      const t1 = now;
      const arrived = t1 + delay(forward);
      const answered = arrived + 20e3 * random();
      now = answered + delay(back);
      const record = recordOfExchange({ t1, t2: clock(arrived), t3: clock(answered), t4: now }, offset);
      if (record !== undefined) exchanges.push(boundsOfRecord(record));
    }
    return now;
  };
  const from = ask(START, BURST);
  let now = from;
  for (let second = 1; second <= seconds; second++) now = ask(Math.max(now, from + second * SECOND), 2);
  const to = now + 0.3 * SECOND;
  ask(to, BURST);
  return { exchanges, from, to };
}

const way = fc.record({
  least: fc.constantFrom(20e3, 100e3, 1 * MS, 40 * MS),
  jitter: fc.constantFrom(0, 50e3, 2 * MS),
});

const worlds = (change: fc.Arbitrary<Pick<World, "jump" | "rate">>): fc.Arbitrary<World> =>
  fc
    .record({
      seconds: fc.integer({ min: 1, max: 25 }),
      offset: fc.integer({ min: -3 * 3_600 * 1e9, max: 3 * 3_600 * 1e9 }),
      drift: fc.integer({ min: -200, max: 200 }).map((ppm) => ppm * 1e-6),
      changesAt: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
      forward: way,
      back: way,
      pauseEvery: fc.integer({ min: 3, max: 200 }),
      pause: fc.constantFrom(5 * MS, 80 * MS, 800 * MS),
      randoms: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 97, maxLength: 97 }),
      change,
    })
    .map(({ change: { jump, rate }, ...world }) => ({ ...world, jump, rate }));

function excess(world: World): { readonly error: number; readonly bound: number } {
  const { exchanges, from, to } = observe(world);
  const clock = clockOf(world);
  const estimate = ClockEstimate.of(exchanges);
  if (estimate === undefined) return { error: 0, bound: Infinity };
  let error = 0;
  for (let step = 0; step <= 3_000; step++) {
    const at = from + ((to - from) * step) / 3_000;
    error = Math.max(error, Math.abs(estimate.toReference(clock(at) - world.offset) - at));
  }
  return { error, bound: estimate.errorBetween(from, to) };
}

/** A world in which the bound does not hold; null if none of 150 is one. */
function violation(change: fc.Arbitrary<Pick<World, "jump" | "rate">>): readonly World[] | null {
  const holds = fc.property(worlds(change), (world) => {
    const { error, bound } = excess(world);
    return error <= bound;
  });
  // Not shrunk: that takes minutes.
  return fc.check(holds, { numRuns: 150, seed: 20_261_129, endOnFailure: true }).counterexample;
}

const AT_ONCE = 1e9;

describe("the bound of an agent's clock", () => {
  it("holds for a constant drift, with any ways and pauses of the processes", () => {
    expect(violation(fc.constant({ jump: 0, rate: 0 }))).toBeNull();
  });

  it("holds if the host was suspended: its clock stood still", () => {
    expect(
      violation(fc.integer({ min: 1, max: 900_000 }).map((us) => ({ jump: -us * 1e3, rate: 1 - 1e-3 }))),
    ).toBeNull();
  });

  it("holds if the clock leapt by less than a round trip, which no exchange shows", () => {
    expect(
      violation(
        fc
          .tuple(fc.integer({ min: 1, max: 3_000 }), fc.constantFrom(-1, 1))
          .map(([us, sign]) => ({ jump: sign * us * 1e3, rate: sign > 0 ? AT_ONCE : 1 - 1e-3 })),
      ),
    ).toBeNull();
  });

  it("holds if a daemon slews the clock by 500 ppm for up to 10 s", () => {
    expect(
      violation(fc.integer({ min: -5_000, max: 5_000 }).map((us) => ({ jump: us * 1e3, rate: 500e-6 }))),
    ).toBeNull();
  });
});
