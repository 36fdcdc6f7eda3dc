// The intended send time of each publish of a producer: a pure function of the settings, without a clock. Latency
// counts from the intended time, so that a stall of the producer appears in the latency (no coordinated omission).
import { hashedUniform, nanoseconds, type Nanoseconds } from "@fairhare/core";
import { rateCurve } from "./rates.ts";
import type { Rate, TrialSettings } from "../settings.ts";

/** One stream per producer, far from the streams of the costs (../work/workload.ts). */
const FIRST_ARRIVAL_STREAM = 1_000;

export type ArrivalSettings = Pick<TrialSettings, "ratePerSecond" | "pace" | "phaseOffset" | "producers" | "seed">;

export interface Arrivals {
  /** Offset of the next publish from the start of all producers; never decreases. Allocates nothing. */
  next(): Nanoseconds;
}

/**
 * The schedule of one producer (numbered from 1) with `ratePerSecond` per producer. `constant`: publish i = 0, 1, 2 … is at
 * (i + φ) / rate, with the phase φ = (producer − 1) / producers; together, the producers publish evenly. `poisson`:
 * independent exponential gaps with mean 1 / rate. A rate that changes stretches the same sequence in time. `undefined`
 * without a rate, where the intended send time is the actual one.
 */
export function createArrivals(settings: ArrivalSettings, producer: number): Arrivals | undefined {
  const { ratePerSecond: rate, pace, phaseOffset, producers, seed } = settings;
  if (rate === null) return undefined;
  const phase = phaseOffset ? (producer - 1) / Math.max(producer, producers) : 0;
  const nextCount = pace === "constant" ? evenCounts(phase) : poissonCounts(seed, FIRST_ARRIVAL_STREAM + producer);
  const toOffset = offsetOf(rate);
  return { next: () => nanoseconds(toOffset(nextCount())) };
}

/** Publishes that are due before each publish, at a rate of one per unit of time. */
type Counts = () => number;

function evenCounts(phase: number): Counts {
  let sent = 0;
  return () => sent++ + phase;
}

/** Inverse of F(t) = 1 − e^(−t), summed. */
function poissonCounts(seed: number, stream: number): Counts {
  let sent = 0;
  let count = 0;
  return () => (count -= Math.log(hashedUniform(seed, sent++, stream)));
}

/** Nanoseconds from the start until a publish, by the count before it. */
function offsetOf(rate: Rate): (count: number) => number {
  if (typeof rate === "number") {
    const gap = 1e9 / rate;
    // A product, not a running sum, so that rounding errors do not accumulate.
    return (count) => count * gap;
  }
  const curve = rateCurve(rate);
  return (count) => curve.secondsFor(count) * 1e9;
}
