// Reads the number of an expectation from one run; `trendOf` fits a line to a stretch of a timeline.
import { metricOf, type RunResult } from "@fairhare/results";
import { linearRegression, linearRegressionLine, rSquared } from "simple-statistics";

/**
 * Metric paths of results.json with ` + ` and ` - ` between them. More paths:
 * - `losses.CAUSE`: tasks that were lost by this cause;
 * - `duplicates.CAUSE`: tasks that were completed more than once by this cause;
 * - `deadLetters.REASON`: tasks that were dead-lettered by this reason;
 * - `disconnects.CODE`: connections and channels that ended with this reply code;
 * - `faults.NAME`: the largest value of this field of `recovery` over the faults of the run;
 * - `faults.count`: faults that occurred;
 * - `workers.SLOT.NAME`: a number of one worker;
 * - `slope.SERIES.FROM-TO`: the trend of a series of the timeline (`ready`, `unacked`, `queueMemoryBytes`,
 *   `brokerMemoryBytes`) between these milliseconds, per second; with `healed+` before them they count from the end of
 *   the last fault;
 * - `linearity.SERIES.FROM-TO`: the share of the variance of the series that this line explains, at most 1.
 * Null if one of them was not measured.
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
  if (group === "slope" || group === "linearity") {
    const trend = trendIn(run, name);
    return trend && (group === "slope" ? trend.perSecond : trend.explained);
  }
  if (group === "workers") {
    const [slot, field = ""] = name.split(".");
    const value: unknown = Reflect.get(run.workers.find((worker) => String(worker.slot) === slot) ?? {}, field);
    return typeof value === "number" ? value : null;
  }
  if (group !== "faults") return metricOf(run, path);
  if (name === "count") return run.faults.length;
  const values = run.faults.map(({ recovery }) => Reflect.get(recovery, name) as unknown);
  const known = values.filter((value) => typeof value === "number");
  return known.length > 0 && known.length === values.length ? Math.max(...known) : null;
}

/** `unacked.500-3000`, or `ready.healed+500-3500`: relative to the healing of the last fault or the last join. */
function trendIn({ timeline, faults }: RunResult, name: string): Trend | null {
  const [, series, healed, from, to] = /^(\w+)\.(healed\+)?(\d+)-(\d+)$/.exec(name) ?? [];
  const since = healed === undefined ? 0 : (faults.at(-1)?.healedAtMs ?? Number.NaN);
  const { ready, unacked, queueMemoryBytes, brokerMemoryBytes } = timeline;
  const known = new Map(Object.entries({ ready, unacked, queueMemoryBytes, brokerMemoryBytes }));
  return trendOf(known.get(series ?? "") ?? [], since + Number(from), since + Number(to));
}

/** The least-squares line through a stretch of a timeline. */
interface Trend {
  /** Growth of the value per second. */
  readonly perSecond: number;
  /** R²: 1 if all points are on the line, 0 if the line explains no more than the mean. */
  readonly explained: number;
}

/** Two points always have a line. */
const LEAST_POINTS = 3;

/** Over the points from `fromMs` to `toMs`, inclusive; null if there are too few, or all have the same time. */
export function trendOf(series: readonly (readonly [number, number])[], fromMs: number, toMs: number): Trend | null {
  const points = series
    .filter(([at]) => at >= fromMs && at <= toMs)
    .map(([at, value]): [number, number] => [(at - fromMs) / 1e3, value]);
  if (points.length < LEAST_POINTS || points.every(([at]) => at === points[0]?.[0])) return null;
  const line = linearRegression(points);
  // R² is undefined for equal values; the flat line explains all of them.
  const isFlat = points.every(([, value]) => value === points[0]?.[1]);
  return { perSecond: line.m, explained: isFlat ? 1 : rSquared(points, linearRegressionLine(line)) };
}
