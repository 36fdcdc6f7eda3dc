// The number that an expectation is about, read off one run.
import { metricOf } from "../results/metric-path.ts";
import type { RunResult } from "../results/schema.ts";

/**
 * Metric paths of results.json with ` + ` and ` - ` between them, and beside those
 * - `losses.CAUSE`: tasks that were lost for this cause;
 * - `faults.NAME`: the largest of this number of `recovery` over the run's faults;
 * - `faults.count`: faults that really came.
 * Null when any of them was not measured.
 */
export function measureOf(run: RunResult, expression: string): number | null {
  const [first = "", ...rest] = expression.split(" ");
  let total = termOf(run, first);
  for (let index = 0; index + 1 < rest.length; index += 2) {
    const value = termOf(run, rest[index + 1] ?? "");
    if (total === null || value === null) return null;
    total += rest[index] === "-" ? -value : value;
  }
  return total;
}

function termOf(run: RunResult, path: string): number | null {
  const [group = "", name = ""] = path.split(/\.(.*)/s);
  if (group === "losses") {
    const causes = run.ledger.lossesByCause.filter(({ cause }) => cause === name);
    return causes.reduce((sum, { tasks }) => sum + tasks, 0);
  }
  if (group !== "faults") return metricOf(run, path);
  if (name === "count") return run.faults.length;
  const values = run.faults.map(({ recovery }) => Reflect.get(recovery, name) as unknown);
  const known = values.filter((value) => typeof value === "number");
  return known.length > 0 && known.length === values.length ? Math.max(...known) : null;
}
