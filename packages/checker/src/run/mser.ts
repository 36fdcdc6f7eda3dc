// Where the warm-up of a series ends: the MSER-5 rule.

/** Candidates must leave some batches, or two equal ones at the end would win. */
const LEAST_REMAINING = 5;
const BATCH = 5;

/**
 * The number of values to discard from the beginning. The values are averaged in batches of five; the truncation point d
 * minimises the marginal standard error (1 / (n − d)²) · Σ (y(i) − mean of the rest)² over the n − d batches that remain.
 * Null if the minimum is in the second half: then no part of the series is known to be steady.
 * K. P. White: An effective truncation heuristic for bias reduction in simulation output, Simulation 69, 1997;
 * White, Cobb, Spratt: A comparison of five steady-state truncation heuristics for simulation, WSC 2000.
 */
export function warmUpLength(values: readonly number[]): number | null {
  const batches = Array.from({ length: Math.floor(values.length / BATCH) }, (_, batch) =>
    values.slice(batch * BATCH, (batch + 1) * BATCH).reduce((sum, value) => sum + value / BATCH, 0),
  );
  const n = batches.length;
  let [sum, squares, best, least] = [0, 0, 0, Infinity];
  // From the end, so that the sums of the rest grow by one batch each.
  for (let d = n - 1; d >= 0; d--) {
    const value = batches[d] ?? 0;
    sum += value;
    squares += value * value;
    const rest = n - d;
    if (rest < LEAST_REMAINING) continue;
    const error = Math.max(0, squares - (sum * sum) / rest) / rest ** 2;
    if (error <= least) [best, least] = [d, error];
  }
  return best > n / 2 ? null : best * BATCH;
}
