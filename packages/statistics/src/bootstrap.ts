// The 95 % interval of a relative difference of medians, by resampling both samples with a seed.
// Resampled here because every random number comes from the experiment's seed, through the `Random` of core.
// Percentile bootstrap: Efron, Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13.
import type { Random } from "@fairhare/core";
import { median, quantileSorted } from "simple-statistics";

const RESAMPLES = 2_000;

/** (median of trial − median of reference) / |median of reference|; null if the reference is 0 and the trial is not. */
export function relativeDifference(reference: readonly number[], trial: readonly number[]): number | null {
  const [from, to] = [median([...reference]), median([...trial])];
  if (from === to) return 0;
  return from === 0 ? null : (to - from) / Math.abs(from);
}

/** Null if a resample has no relative difference. */
export function bootstrapInterval(
  reference: readonly number[],
  trial: readonly number[],
  random: Random,
): [number, number] | null {
  const differences: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    const difference = relativeDifference(resample(reference, random), resample(trial, random));
    if (difference === null) return null;
    differences.push(difference);
  }
  differences.sort((a, b) => a - b);
  return [quantileSorted(differences, 0.025), quantileSorted(differences, 0.975)];
}

const resample = (values: readonly number[], random: Random): number[] =>
  values.map(() => values[random.below(values.length)] ?? 0);
