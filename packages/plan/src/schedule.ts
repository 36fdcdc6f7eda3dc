// The order of the runs: each round runs every trial once, in an order shuffled by the seed, so that a slow drift of
// the machine affects all trials equally.
import { createRandom, shuffle } from "@fairhare/core";
import type { Experiment, Trial } from "@fairhare/workload";

export interface PlannedRun {
  readonly trial: Trial;
  /** From 1; warm-up runs are numbered separately. */
  readonly number: number;
  readonly warmup: boolean;
}

export function schedule({
  trials,
  repeat,
  warmup,
  seed,
}: Pick<Experiment, "trials" | "repeat" | "warmup" | "seed">): PlannedRun[] {
  const random = createRandom(seed);
  const round = (number: number, isWarmup: boolean): PlannedRun[] =>
    shuffle([...trials], random).map((trial) => ({ trial, number, warmup: isWarmup }));
  const rounds = (count: number, isWarmup: boolean): PlannedRun[] =>
    Array.from({ length: count }, (_, index) => round(index + 1, isWarmup)).flat();
  return [...rounds(warmup, true), ...rounds(repeat, false)];
}
