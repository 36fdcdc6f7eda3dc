// Findings about the runs of a trial together: a drift from the first to the last, and a spread in which small differences
// disappear. What disturbed a single run is a finding of that run.
import { type Finding, finding } from "@fairhare/findings";
import { metricOf } from "@fairhare/results";
import { medianSorted } from "simple-statistics";
import type { TrialRuns } from "./compare.ts";
import { holm } from "./holm.ts";
import { mannKendall } from "./mann-kendall.ts";
import { relativeDeviation, runsForPrecision, SIGNIFICANCE } from "./runs-needed.ts";

/** A closed loop shows noise in its rate, a fixed rate in its latency. */
const WATCHED = [
  ["throughput.completedPerSecond", "completed/s"],
  ["latencyMs.endToEnd.p50", "p50 end to end"],
] as const;

/** With 6 runs the smallest p of a trend is 2/720; fewer cannot show one among several trials. */
const RUNS_FOR_TREND = 6;
/** Relative change from the first run to the last; a smaller one does not matter, even if it is shown. */
const RELEVANT_DRIFT = 0.02;
const HIGH_DEVIATION = 0.1;
const PRECISION = 0.02;

/** By trial, in their order. The p values of the trends are corrected over all trials and metrics. */
export function noiseFindings(trials: readonly TrialRuns[]): Finding[][] {
  const series = trials.flatMap((trial) =>
    WATCHED.map(([path, metric]) => ({ trial, metric, values: judgedValues(trial, path) })),
  );
  const trends = series.map(({ values }) => (values.length < RUNS_FOR_TREND ? null : mannKendall(values)));
  const adjusted = holm(trends.flatMap((trend) => trend?.p ?? []));
  let next = 0;
  const found = series.map((one, index) => {
    const trend = trends[index] ?? null;
    const p = trend === null ? 1 : (adjusted[next++] ?? 1);
    return { trial: one.trial, findings: [...drift(one, trend?.slope ?? 0, p), ...variation(one)] };
  });
  return trials.map((trial) =>
    mostOfEach(found.filter((one) => one.trial === trial).flatMap(({ findings }) => findings)),
  );
}

interface Series {
  readonly metric: string;
  readonly values: readonly number[];
}

function drift({ metric, values }: Series, slope: number, p: number): Finding[] {
  const middle = Math.abs(medianOf(values));
  const change = middle === 0 ? 0 : (slope * (values.length - 1)) / middle;
  return p < SIGNIFICANCE && Math.abs(change) >= RELEVANT_DRIFT
    ? [finding("runs-drift", { metric, percent: 100 * change, p, runs: values.length })]
    : [];
}

function variation({ metric, values }: Series): Finding[] {
  const deviation = relativeDeviation(values);
  if (deviation === null || deviation <= HIGH_DEVIATION) return [];
  const needed = runsForPrecision(deviation, PRECISION);
  return [finding("high-variation", { metric, percent: 100 * deviation, runs: values.length, needed })];
}

/** The rate and the latency of a trial usually say the same; the first one is enough. */
const mostOfEach = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ code }, index) => findings.findIndex((other) => other.code === code) === index);

/** Without unknown runs. */
const judgedValues = ({ runs }: TrialRuns, path: string): number[] =>
  runs.flatMap((run) => (run.verdict === "unknown" ? [] : (metricOf(run, path) ?? [])));

const medianOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : medianSorted(values.toSorted((a, b) => a - b));
