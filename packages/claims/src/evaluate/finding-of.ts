// The number that an expectation is about, read off one run.
import { metricOf, type RunResult } from "@fairhare/results";
import { linearRegression, linearRegressionLine, rSquared } from "simple-statistics";

/**
 * Metric paths of results.json with ` + ` and ` - ` between them, and beside those
 * - `losses.CAUSE`: tasks that were lost for this cause;
 * - `duplicates.CAUSE`: tasks that were done more than once for this cause;
 * - `deadLetters.REASON`: tasks that were dead-lettered for this reason;
 * - `disconnects.CODE`: connections and channels that ended with this reply code;
 * - `faults.NAME`: the largest of this number of `recovery` over the run's faults;
 * - `faults.count`: faults that really came;
 * - `workers.SLOT.NAME`: a number of one worker;
 * - `slope.SERIES.FROM-TO`: the trend of a series of the timeline (`ready`, `unacked`, `queueMemoryBytes`,
 *   `brokerMemoryBytes`) between these milliseconds, per second; with `healed+` before them they count from the end of
 *   the last fault;
 * - `linearity.SERIES.FROM-TO`: how much of the series' variance that straight line explains, at most 1.
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

/** `unacked.500-3000`, or `ready.healed+500-3500`: since the last fault was healed, or the last worker had joined. */
function trendIn({ timeline, faults }: RunResult, name: string): Trend | null {
  const [, series, healed, from, to] = /^(\w+)\.(healed\+)?(\d+)-(\d+)$/.exec(name) ?? [];
  const since = healed === undefined ? 0 : (faults.at(-1)?.healedAtMs ?? Number.NaN);
  const { ready, unacked, queueMemoryBytes, brokerMemoryBytes } = timeline;
  const known = new Map(Object.entries({ ready, unacked, queueMemoryBytes, brokerMemoryBytes }));
  return trendOf(known.get(series ?? "") ?? [], since + Number(from), since + Number(to));
}

/** The straight line through a stretch of a timeline, by least squares. */
interface Trend {
  /** How much the value grows a second. */
  readonly perSecond: number;
  /** R²: 1 when all points are on the line; 0 when the line says no more than the mean. */
  readonly explained: number;
}

/** Two points are always on a line. */
const LEAST_POINTS = 3;

/** Over the points from `fromMs` to `toMs`, both included; null when they are too few, or all of one moment. */
export function trendOf(series: readonly (readonly [number, number])[], fromMs: number, toMs: number): Trend | null {
  const points = series
    .filter(([at]) => at >= fromMs && at <= toMs)
    .map(([at, value]): [number, number] => [(at - fromMs) / 1e3, value]);
  if (points.length < LEAST_POINTS || points.every(([at]) => at === points[0]?.[0])) return null;
  const line = linearRegression(points);
  // Of values that are all the same, the flat line explains all there is.
  const isFlat = points.every(([, value]) => value === points[0]?.[1]);
  return { perSecond: line.m, explained: isFlat ? 1 : rSquared(points, linearRegressionLine(line)) };
}
