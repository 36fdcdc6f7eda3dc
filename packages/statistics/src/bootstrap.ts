// The 95 % interval of a relative difference of medians, by resampling both samples with a seed.
// Resampled here because every random number comes from the experiment's seed, through the `Random` of core.
// Percentile bootstrap: Efron, Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13. false-alarms.test.ts measures
// its coverage for six heavy-tailed values.
import type { Random } from "@fairhare/core";
import { medianSorted, quantileSorted } from "simple-statistics";

const RESAMPLES = 2_000;

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** (median of trial − median of reference) / |median of reference|; null if the reference is 0 and the trial is not. */
export const relativeDifference = (reference: readonly number[], trial: readonly number[]): number | null =>
  relative(medianSorted(ascending(reference)), medianSorted(ascending(trial)));

/** Null if a resample has no relative difference. */
export function bootstrapInterval(
  reference: readonly number[],
  trial: readonly number[],
  random: Random,
): [number, number] | null {
  const [from, to] = [new Resampler(ascending(reference)), new Resampler(ascending(trial))];
  const differences: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    const difference = relative(from.median(random), to.median(random));
    if (difference === null) return null;
    differences.push(difference);
  }
  differences.sort((a, b) => a - b);
  return [quantileSorted(differences, 0.025), quantileSorted(differences, 0.975)];
}

function relative(from: number, to: number): number | null {
  if (from === to) return 0;
  return from === 0 ? null : (to - from) / Math.abs(from);
}

/** Medians of resamples of sorted values: counts how often each value is drawn, so that no resample has to be sorted. */
class Resampler {
  readonly #sorted: readonly number[];
  readonly #drawn: Uint32Array;

  constructor(sorted: readonly number[]) {
    this.#sorted = sorted;
    this.#drawn = new Uint32Array(sorted.length);
  }

  median(random: Random): number {
    const n = this.#sorted.length;
    this.#drawn.fill(0);
    for (let i = 0; i < n; i++) {
      const index = random.below(n);
      this.#drawn[index] = (this.#drawn[index] ?? 0) + 1;
    }
    return (this.#ranked(Math.floor((n - 1) / 2)) + this.#ranked(Math.floor(n / 2))) / 2;
  }

  /** The value of a rank in the resample, from 0. */
  #ranked(rank: number): number {
    let index = 0;
    for (let through = this.#drawn[0] ?? 0; through <= rank; through += this.#drawn[index] ?? 0) index++;
    return this.#sorted[index] ?? 0;
  }
}
