// The least time in which so many places could have done this work, whoever hands it out.

/**
 * A lower bound of the makespan of independent tasks on equal places, in the unit of the costs; 0 without work.
 * `joins` are the times, in that unit, at which further places come.
 * The largest of
 * - Σp / m, or where places join, when they can have shared Σp, and p_max (Graham, Bounds on multiprocessing timing anomalies, 1969);
 * - for every k, the sum of the k + 1 smallest of the k·m + 1 largest costs: by the pigeonhole principle one
 *   place gets k + 1 of those (Dell'Amico and Martello, Optimal scheduling of tasks on identical parallel
 *   processors, 1995). With 50 tasks of 100 ms on 4 places one of them has 13: 1.3 s, not 1.25 s.
 */
export function makespanBound(costs: Float64Array, places: number, joins: readonly number[] = []): number {
  const sorted = costs.toSorted((a, b) => b - a);
  let sum = 0;
  for (const cost of sorted) sum += cost;
  let bound = timeToShare(sum, places, joins);
  // As if all had been there from the beginning: a place that comes later makes nothing faster.
  const all = places + joins.length;
  for (let k = 0; k * all < sorted.length && k <= MOST_ROUNDS; k++) {
    let share = 0;
    for (let index = k * all; index >= k * all - k; index--) share += sorted[index] ?? 0;
    bound = Math.max(bound, share);
  }
  return bound;
}

/** When so much work can be over at the earliest: the first T with Σ over the places of (T − when it joins) ≥ work. */
function timeToShare(work: number, places: number, joins: readonly number[]): number {
  let done = 0;
  let now = 0;
  let there = places;
  for (const at of joins.toSorted((a, b) => a - b)) {
    const until = Math.max(now, at);
    if (done + there * (until - now) >= work) break;
    done += there * (until - now);
    now = until;
    there++;
  }
  return now + (work - done) / there;
}

/** Past so many tasks a place, one more or less changes the bound by less than a thousandth; the search is quadratic. */
const MOST_ROUNDS = 1_000;
