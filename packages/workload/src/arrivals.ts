// When each publish of a producer is meant to leave: a pure function of the settings, without a clock, so
// that latency can count from the intended time and a stall never turns into a burst that hides itself.
import { hashedUniform, nanoseconds, type Nanoseconds } from "@fairhare/core";
import type { TrialSettings } from "./settings.ts";

/** Far from the streams of the costs (workload.ts), one a producer. */
const FIRST_ARRIVAL_STREAM = 1_000;

export type ArrivalSettings = Pick<TrialSettings, "ratePerSecond" | "pace" | "seed">;

export interface Arrivals {
  /** Offset of the next publish since the producer's begin; never decreases. Allocates nothing. */
  next(): Nanoseconds;
}

/**
 * The schedule of one producer (numbered from 1), at `ratePerSecond` per producer: constant, the i-th of
 * i = 0, 1, 2 … at i / rate; poisson, after independent exponential gaps with mean 1 / rate.
 * `undefined` without a rate: then a publish is meant to leave when it does.
 */
export function createArrivals(settings: ArrivalSettings, producer: number): Arrivals | undefined {
  if (settings.ratePerSecond === null) return undefined;
  const gap = 1e9 / settings.ratePerSecond;
  return settings.pace === "constant" ? constant(gap) : poisson(gap, settings.seed, FIRST_ARRIVAL_STREAM + producer);
}

function constant(gap: number): Arrivals {
  let sent = 0;
  // A product, not a running sum: no rounding error builds up over a long run.
  return { next: () => nanoseconds(sent++ * gap) };
}

/** Inverse of F(t) = 1 − e^(−t / gap), summed. */
function poisson(gap: number, seed: number, stream: number): Arrivals {
  let sent = 0;
  let offset = 0;
  return { next: () => nanoseconds((offset -= gap * Math.log(hashedUniform(seed, sent++, stream)))) };
}
