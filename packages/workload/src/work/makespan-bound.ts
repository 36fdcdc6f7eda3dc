// The lower bound of the makespan: the shortest time in which these workers can do this work, under any schedule.

/**
 * A lower bound of the makespan of independent tasks on m identical places, in the unit of the costs; 0 without work.
 * `joins` are the times, in the same unit, at which more places become available. The bound is the largest of
 * - Σp / m (if places join: the earliest time at which they can have shared Σp) and p_max (Graham, Bounds on
 *   multiprocessing timing anomalies, 1969);
 * - for every k, the sum of the k + 1 smallest of the k·m + 1 largest costs: by the pigeonhole principle one place gets
 *   k + 1 of those (Dell'Amico and Martello, Optimal scheduling of tasks on identical parallel processors, 1995).
 *   Example: of 50 tasks of 100 ms on 4 places, one place gets 13, which takes 1.3 s, not 1.25 s.
 */
export function makespanBound(costs: Float64Array, places: number, joins: readonly number[] = []): number {
  // Without a comparator, which a sort of millions of costs would call for each comparison.
  const sorted = costs.toSorted().toReversed();
  let sum = 0;
  for (let index = 0; index < sorted.length; index++) sum += sorted[index] ?? 0;
  if (sum === 0 || places + joins.length === 0) return 0;
  let bound = timeToShare(sum, places, joins);
  // Counts all places from the beginning: a place that joins later cannot shorten the makespan further.
  const all = places + joins.length;
  for (let k = 0; k * all < sorted.length && k <= MOST_ROUNDS; k++) {
    let share = 0;
    for (let index = k * all; index >= k * all - k; index--) share += sorted[index] ?? 0;
    bound = Math.max(bound, share);
  }
  return bound;
}

/** The earliest end of this work: the first T with Σ over the places of (T − time of joining) ≥ work. */
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

/** Above 1,000 tasks per place, one task changes the bound by less than 0.1 %, and the search is quadratic. */
const MOST_ROUNDS = 1_000;
