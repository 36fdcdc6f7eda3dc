// Results as the JSON of github-action-benchmark's custom tools. The action reads one direction from one file:
// `customSmallerIsBetter` or `customBiggerIsBetter`.
import type { Results, RunResult, TrialResult } from "@fairhare/results";
import { sum } from "simple-statistics";
import { medianOf } from "../metrics.ts";
import { trialLabel } from "../words/setting-words.ts";

export type BetterDirection = "smaller" | "bigger";

interface Benchmark {
  readonly name: string;
  readonly unit: string;
  readonly path: string;
  readonly read: (run: RunResult) => number | null;
  /** Rare events are added up over the runs: a median of 0 would hide a single run that lost tasks. */
  readonly isTotal?: true;
}

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/** Significant digits of a value; more would be noise in a diff of the committed data. */
const DIGITS = 6;

const SMALLER: readonly Benchmark[] = [
  { name: "makespan", unit: "ms", path: "makespanMs", read: (run) => run.makespanMs },
  { name: "makespan to lower bound", unit: "ratio", path: "boundRatio", read: (run) => run.boundRatio },
  ...(["p50", "p95", "p99"] as const).map((key): Benchmark => ({
    name: `latency end to end ${key}`,
    unit: "ms",
    path: `latencyMs.endToEnd.${key}`,
    read: (run) => run.latencyMs.endToEnd[key],
  })),
  {
    name: "idle while a task waited",
    unit: "ms",
    path: "fairness.idleWhileBacklogMs",
    read: (run) => run.fairness.idleWhileBacklogMs,
  },
  { name: "lost", unit: "tasks", path: "ledger.lost", read: (run) => run.ledger.lost, isTotal: true },
  { name: "duplicated", unit: "tasks", path: "ledger.duplicated", read: (run) => run.ledger.duplicated, isTotal: true },
];

const BIGGER: readonly Benchmark[] = [
  ...(["publishedPerSecond", "confirmedPerSecond", "completedPerSecond"] as const).map((key): Benchmark => ({
    name: key.replace("PerSecond", ""),
    unit: "tasks/s",
    path: `throughput.${key}`,
    read: (run) => run.throughput[key],
  })),
  { name: "Jain tasks", unit: "index", path: "fairness.jainTasks", read: (run) => run.fairness.jainTasks },
  { name: "Jain busy", unit: "index", path: "fairness.jainBusy", read: (run) => run.fairness.jainBusy },
];

/** A metric that no run of a trial measured has no entry. */
export function renderBenchmark(results: Results, direction: BetterDirection): string {
  const benchmarks = direction === "smaller" ? SMALLER : BIGGER;
  const entries = results.trials.flatMap((trial) =>
    benchmarks.flatMap((benchmark) => entryOf(benchmark, trial, results) ?? []),
  );
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function entryOf(
  { name, unit, path, read, isTotal }: Benchmark,
  trial: TrialResult,
  { experiment, environment }: Results,
): Entry | undefined {
  const values = trial.runs.map(read).filter((value) => value !== null);
  const value = isTotal && values.length > 0 ? sum(values) : medianOf(trial, { path, read });
  if (value === null) return undefined;
  const range = isTotal ? null : rangeOf(trial, path, values);
  const { broker } = environment;
  return {
    name: `${experiment.name} / ${trialLabel(trial)} / ${name}`,
    unit,
    value: rounded(value),
    ...(range === null ? {} : { range }),
    extra: `runs: ${trial.runs.length}\nmetric: ${path}\nbroker: ${broker.product} ${broker.version}`,
  };
}

/** The 95 % interval of the median, or the range over the runs; null for a single value. */
function rangeOf(trial: TrialResult, path: string, values: readonly number[]): string | null {
  if (values.length < 2) return null;
  const [low, high] = trial.summary[path]?.ci95 ?? [Math.min(...values), Math.max(...values)];
  return `${rounded(low)} to ${rounded(high)}`;
}

const rounded = (value: number): number => Number(value.toPrecision(DIGITS));
