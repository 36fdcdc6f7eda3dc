// The number that an expectation is about, read off one run.
import { metricOf } from "../results/metric-path.ts";
import type { RunResult } from "../results/schema.ts";

/**
 * Metric paths of results.json with ` + ` and ` - ` between them, and beside those
 * - `losses.CAUSE`: tasks that were lost for this cause;
 * - `duplicates.CAUSE`: tasks that were done more than once for this cause;
 * - `deadLetters.REASON`: tasks that were dead-lettered for this reason;
 * - `disconnects.CODE`: connections and channels that ended with this reply code;
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
  switch (group) {
    case "losses":
      return run.ledger.lossesByCause.find(({ cause }) => cause === name)?.tasks ?? 0;
    case "duplicates":
      return run.ledger.duplicatesByCause.find(({ cause }) => cause === name)?.tasks ?? 0;
    case "deadLetters":
      return run.ledger.deadLettersByReason.find(({ reason }) => reason === name)?.tasks ?? 0;
    case "disconnects":
      return run.disconnects.find(({ replyCode }) => String(replyCode) === name)?.count ?? 0;
    default:
  }
  if (group !== "faults") return metricOf(run, path);
  if (name === "count") return run.faults.length;
  const values = run.faults.map(({ recovery }) => Reflect.get(recovery, name) as unknown);
  const known = values.filter((value) => typeof value === "number");
  return known.length > 0 && known.length === values.length ? Math.max(...known) : null;
}
