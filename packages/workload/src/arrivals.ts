// The intended send time of each publish of a producer: a pure function of the settings, without a clock. Latency
// counts from the intended time, so that a stall of the producer appears in the latency (no coordinated omission).
import { hashedUniform, nanoseconds, type Nanoseconds } from "@fairhare/core";
import type { TrialSettings } from "./settings.ts";

/** One stream per producer, far from the streams of the costs (workload.ts). */
const FIRST_ARRIVAL_STREAM = 1_000;

export type ArrivalSettings = Pick<TrialSettings, "ratePerSecond" | "pace" | "seed">;

export interface Arrivals {
  /** Offset of the next publish from the producer's start; never decreases. Allocates nothing. */
  next(): Nanoseconds;
}

/**
 * The schedule of one producer (numbered from 1) with `ratePerSecond` per producer. `constant`: publish i = 0, 1, 2 …
 * is at i / rate. `poisson`: independent exponential gaps with mean 1 / rate. `undefined` without a rate, where the
 * intended send time is the actual one.
 */
export function createArrivals(settings: ArrivalSettings, producer: number): Arrivals | undefined {
  if (settings.ratePerSecond === null) return undefined;
  const gap = 1e9 / settings.ratePerSecond;
  return settings.pace === "constant" ? constant(gap) : poisson(gap, settings.seed, FIRST_ARRIVAL_STREAM + producer);
}

function constant(gap: number): Arrivals {
  let sent = 0;
  // A product, not a running sum, so that rounding errors do not accumulate.
  return { next: () => nanoseconds(sent++ * gap) };
}

/** Inverse of F(t) = 1 − e^(−t / gap), summed. */
function poisson(gap: number, seed: number, stream: number): Arrivals {
  let sent = 0;
  let offset = 0;
  return { next: () => nanoseconds((offset -= gap * Math.log(hashedUniform(seed, sent++, stream)))) };
}
