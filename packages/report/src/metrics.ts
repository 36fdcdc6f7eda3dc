// The metrics of the comparison: the path in results.json, the name, and the format of each.
import {
  formatCount,
  formatJain,
  formatMs,
  formatNumber,
  formatRatio,
  formatShare,
  type Measured,
} from "@fairhare/core";
import { type Latency, metricOf, type RunResult, type SummaryMetric, type TrialResult } from "@fairhare/results";
import { median, sum } from "simple-statistics";

export interface Metric {
  /** The name in results.json and in thresholds. */
  readonly path: string;
  readonly head: string;
  readonly read: (run: RunResult) => number | null;
  readonly format: (value: Measured) => string;
  /** Rare events are added up over the repeats: a median of 0 would hide a single run that lost tasks. */
  readonly repeats: "median" | "total";
  /** Absent: neither. */
  readonly better?: "larger" | "smaller";
}

export const MAKESPAN: Metric = {
  path: "makespanMs",
  head: "makespan",
  read: (run) => run.makespanMs,
  format: formatMs,
  repeats: "median",
  better: "smaller",
};
export const BOUND_RATIO: Metric = {
  path: "boundRatio",
  head: "× bound",
  read: (run) => run.boundRatio,
  format: formatRatio,
  repeats: "median",
  better: "smaller",
};
export const PUBLISHED_PER_SECOND: Metric = {
  path: "throughput.publishedPerSecond",
  head: "published/s",
  read: (run) => run.throughput.publishedPerSecond,
  format: formatNumber,
  repeats: "median",
};
export const COMPLETED_PER_SECOND: Metric = {
  path: "throughput.completedPerSecond",
  head: "completed/s",
  read: (run) => run.throughput.completedPerSecond,
  format: formatNumber,
  repeats: "median",
  better: "larger",
};
export const JAIN_TASKS: Metric = {
  path: "fairness.jainTasks",
  head: "Jain tasks",
  read: (run) => run.fairness.jainTasks,
  format: formatJain,
  repeats: "median",
  better: "larger",
};
const BUSIEST: Metric = {
  path: "fairness.maxBusyShare",
  head: "busiest",
  read: (run) => run.fairness.maxBusyShare,
  format: formatShare,
  repeats: "median",
};
const LEAST_BUSY: Metric = {
  path: "fairness.minBusyShare",
  head: "least",
  read: (run) => run.fairness.minBusyShare,
  format: formatShare,
  repeats: "median",
};
export const P99: Metric = {
  path: "latencyMs.endToEnd.p99",
  head: "p99 end to end",
  read: (run) => run.latencyMs.endToEnd.p99,
  format: formatMs,
  repeats: "median",
  better: "smaller",
};
export const IDLE_WHILE_BACKLOG: Metric = {
  path: "fairness.idleWhileBacklogMs",
  head: "idle while a task waited",
  read: (run) => run.fairness.idleWhileBacklogMs,
  format: formatMs,
  repeats: "median",
  better: "smaller",
};
export const JAIN_BUSY: Metric = {
  path: "fairness.jainBusy",
  head: "Jain busy",
  read: (run) => run.fairness.jainBusy,
  format: formatJain,
  repeats: "median",
  better: "larger",
};

/** The columns of the comparison, in order. */
export const COMPARED_METRICS: readonly Metric[] = [
  MAKESPAN,
  BOUND_RATIO,
  COMPLETED_PER_SECOND,
  JAIN_TASKS,
  JAIN_BUSY,
  BUSIEST,
  LEAST_BUSY,
  {
    path: "latencyMs.endToEnd.p50",
    head: "p50 end to end",
    read: (run) => run.latencyMs.endToEnd.p50,
    format: formatMs,
    repeats: "median",
    better: "smaller",
  },
  P99,
  {
    path: "ledger.lost",
    head: "lost",
    read: (run) => metricOf(run, "ledger.lost"),
    format: formatCount,
    repeats: "total",
    better: "smaller",
  },
  {
    path: "ledger.duplicated",
    head: "duplicated",
    read: (run) => metricOf(run, "ledger.duplicated"),
    format: formatCount,
    repeats: "total",
    better: "smaller",
  },
];

/**
 * The number of a trial in tables, sentences and pictures: the median over its runs. From the summary in results.json
 * where that has the metric, which gives the same number.
 */
export function medianOf(trial: TrialResult, metric: Pick<Metric, "path" | "read">): number | null {
  return trial.summary[metric.path]?.median ?? medianOver(trial.runs, metric.read);
}

/** The same for a number that results.json does not name; null where no run has the number. */
export function medianOver<T>(items: readonly T[], read: (item: T) => number | null): number | null {
  const values = items.map(read).filter((value) => value !== null);
  return values.length > 0 ? median(values) : null;
}

/** The latency of a trial: each percentile the median over its runs. */
export function latencyOf(trial: TrialResult, phase: keyof RunResult["latencyMs"]): Latency {
  const of = (key: keyof Latency): number | null =>
    medianOf(trial, { path: `latencyMs.${phase}.${key}`, read: (run) => run.latencyMs[phase][key] });
  return {
    count: of("count") ?? 0,
    min: of("min"),
    mean: of("mean"),
    p50: of("p50"),
    p75: of("p75"),
    p90: of("p90"),
    p95: of("p95"),
    p99: of("p99"),
    p999: of("p999"),
    max: of("max"),
  };
}

/** One cell: `1.02×`; with repeats `1.02× [1.01×, 1.04×]`, or `1.02× (1.01×–1.04×)` when too few for an interval. */
export function metricCell(trial: TrialResult, metric: Metric): string {
  const values = valuesOf(trial, metric);
  const written = typicalCell(trial, metric);
  if (metric.repeats === "total" || values.length < 2) return written;
  const interval = trial.summary[metric.path]?.ci95;
  const [low, high] = (interval ?? [Math.min(...values), Math.max(...values)]).map(metric.format);
  if (low === written && high === written) return written;
  return interval ? `${written} [${low}, ${high}]` : `${written} (${low}–${high})`;
}

/** The same without an interval or a range. */
export function typicalCell(trial: TrialResult, metric: Metric): string {
  const values = valuesOf(trial, metric);
  if (metric.repeats !== "total") return metric.format(medianOf(trial, metric));
  return metric.format(values.length === 0 ? null : sum(values));
}

/** Whether the cells of a trial have a 95 % interval instead of the range over the runs. */
export const hasInterval = (trial: TrialResult): boolean =>
  Object.values(trial.summary).some((metric: SummaryMetric) => metric.ci95 !== null);

/** The run that is shown worker by worker and over time: the one with the middle makespan. It gives no number of the trial. */
export function typicalRun(trial: TrialResult): RunResult | undefined {
  const known = trial.runs.filter((run) => run.verdict !== "unknown");
  const candidates = known.length > 0 ? known : trial.runs;
  const sorted = candidates.toSorted((a, b) => (a.makespanMs ?? Infinity) - (b.makespanMs ?? Infinity));
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** `run 2 of 3`, for a table or picture of one run; empty for a trial with a single run. */
export const whichRun = (trial: TrialResult, { run }: RunResult): string =>
  trial.runs.length > 1 ? `run ${run} of ${trial.runs.length}` : "";

function valuesOf(trial: TrialResult, metric: Metric): number[] {
  return trial.runs.map(metric.read).filter((value) => value !== null);
}
