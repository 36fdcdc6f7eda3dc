// The straight line through a stretch of a timeline, by least squares.
import { linearRegression, linearRegressionLine, rSquared } from "simple-statistics";

export interface Trend {
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
