// The least time in which so many places could have done this work, whoever hands it out.

/**
 * A lower bound of the makespan of independent tasks on equal places, in the unit of the costs; 0 without work.
 * The largest of
 * - Σp / m and p_max (Graham, Bounds on multiprocessing timing anomalies, 1969);
 * - for every k, the sum of the k + 1 smallest of the k·m + 1 largest costs: by the pigeonhole principle one
 *   place gets k + 1 of those (Dell'Amico and Martello, Optimal scheduling of tasks on identical parallel
 *   processors, 1995). With 50 tasks of 100 ms on 4 places one of them has 13: 1.3 s, not 1.25 s.
 */
export function makespanBound(costs: Float64Array, places: number): number {
  const sorted = costs.toSorted((a, b) => b - a);
  let sum = 0;
  for (const cost of sorted) sum += cost;
  let bound = sum / places;
  for (let k = 0; k * places < sorted.length && k <= MOST_ROUNDS; k++) {
    let share = 0;
    for (let index = k * places; index >= k * places - k; index--) share += sorted[index] ?? 0;
    bound = Math.max(bound, share);
  }
  return bound;
}

/** Past so many tasks a place, one more or less changes the bound by less than a thousandth; the search is quadratic. */
const MOST_ROUNDS = 1_000;
