// Every metric of the results, with a name and a format: those of the comparison first, the others by their path.
import {
  formatBytes,
  formatCount,
  formatJain,
  formatMs,
  formatNumber,
  formatRatio,
  formatShare,
  type Measured,
} from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { COMPARED_METRICS, type Metric } from "./metrics.ts";

type Format = (value: Measured) => string;

/** The first that matches the path gives the format. */
const FORMATS: readonly (readonly [RegExp, Format])[] = [
  [/\.count$|^ledger\.|^cancellations$|dispatchBreaks$/, formatCount],
  [/^latency(ByPriority)?Ms\.|Ms$/, formatMs],
  [/Bytes$/, formatBytes],
  [/Ratio$/, formatRatio],
  [/Share$/, formatShare],
  [/\.jain/, formatJain],
];

/** The metrics that at least one trial has. */
export function summaryMetrics(trials: readonly TrialResult[]): Metric[] {
  const paths = new Set(trials.flatMap(({ summary }) => Object.keys(summary)));
  const compared = COMPARED_METRICS.filter(({ path }) => paths.has(path));
  const known = new Set(compared.map(({ path }) => path));
  return [...compared, ...[...paths].filter((path) => !known.has(path)).map(metricAt)];
}

const metricAt = (path: string): Metric => ({
  path,
  head: path,
  read: (run) => numberAt(run, path.split(".")),
  format: FORMATS.find(([pattern]) => pattern.test(path))?.[1] ?? formatNumber,
  repeats: path.startsWith("ledger.") ? "total" : "median",
});

function numberAt(run: RunResult, path: readonly string[]): number | null {
  let value: unknown = run;
  for (const key of path) value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return typeof value === "number" ? value : null;
}
