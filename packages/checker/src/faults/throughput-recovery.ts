// The throughput dip after each fault and the time until throughput recovered, from the times of the completions alone.
import type { Occurrence } from "../history/faults/occurrence.ts";

export interface ThroughputRecovery {
  readonly dipRatio: number | null;
  /** Nanoseconds. */
  readonly catchUp: number | null;
}

const NANOSECONDS_A_SECOND = 1e9;
/** Nanoseconds. Shorter windows show single tasks, not a rate. */
const SHORTEST_WINDOW = 0.1 * NANOSECONDS_A_SECOND;
/** At the mean rate of the run. With 20 completions per window the random error is about a fifth of the rate (1/√20). */
const COMPLETIONS_A_WINDOW = 20;
/** Limits of the number of windows for the rate before the fault. */
const MOST_WINDOWS_BEFORE = 10;
const LEAST_WINDOWS_BEFORE = 2;
/** Share of the rate before at which throughput has recovered. */
const RECOVERED_AT = 0.95;

/**
 * Windows of one length over the whole run: 100 ms, or the time of 20 completions at the mean rate if that is longer.
 *
 * - Rate before: over up to 10 windows right before the fault, after the recovery from the previous fault. With less than
 *   2 windows both values are null.
 * - The dip begins with the first window below 95 % of that rate, between the fault and its healing (at least one window;
 *   10 windows for a fault that is never healed). Without such a window `catchUp` is 0.
 * - `dipRatio`: the lowest window until the recovery, divided by the rate before; at most 1.
 * - `catchUp`: from the fault to the beginning of the first window after the dip with 95 % of the rate before. Null if
 *   there is none before the next fault or the last completion.
 *
 * `completions` (nanoseconds) and `occurrences` are in the order of time.
 */
export function recoverThroughput(occurrences: readonly Occurrence[], completions: Float64Array): ThroughputRecovery[] {
  const first = completions[0];
  const last = completions.at(-1);
  if (first === undefined || last === undefined || last <= first) return occurrences.map(() => UNKNOWN);
  const width = Math.max(SHORTEST_WINDOW, (COMPLETIONS_A_WINDOW * (last - first)) / completions.length);
  const rate = (from: number, to: number): number =>
    (firstAtOrAfter(completions, to) - firstAtOrAfter(completions, from)) / (to - from);
  let settledAt = first;
  let ahead = 0;
  return occurrences.map(({ beganAt, healedAt }) => {
    const from = Math.max(settledAt, beganAt - MOST_WINDOWS_BEFORE * width);
    const before = beganAt - from >= LEAST_WINDOWS_BEFORE * width ? rate(from, beganAt) : 0;
    settledAt = Math.max(settledAt, healedAt ?? beganAt);
    // Faults that begin within one window count as one disturbance.
    while (ahead < occurrences.length && (occurrences[ahead]?.beganAt ?? 0) < beganAt + width) ahead++;
    const limit = Math.min(last, occurrences[ahead]?.beganAt ?? Infinity);
    if (before === 0 || beganAt + width > limit) return UNKNOWN;
    const searched = Math.max(beganAt, healedAt ?? beganAt + (MOST_WINDOWS_BEFORE - 1) * width);
    let lowest = Infinity;
    let hasDipped = false;
    for (let at = beganAt; at + width <= limit; at += width) {
      const share = rate(at, at + width) / before;
      lowest = Math.min(lowest, share);
      if (hasDipped && share >= RECOVERED_AT) {
        settledAt = Math.max(settledAt, at);
        return { dipRatio: lowest, catchUp: at - beganAt };
      }
      hasDipped ||= share < RECOVERED_AT;
      if (!hasDipped && at + width > searched) return { dipRatio: Math.min(1, lowest), catchUp: 0 };
    }
    return { dipRatio: Math.min(1, lowest), catchUp: hasDipped ? null : 0 };
  });
}

const UNKNOWN: ThroughputRecovery = { dipRatio: null, catchUp: null };

/** Index of the first time that is not before `at`. */
function firstAtOrAfter(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
