// Results as CSV: one row per run, with the trial's settings and every number of the run.
import type { Latency, Ledger, Results, RunResult, TrialResult } from "@fairhare/results";
import { settingColumns } from "./csv-rows.ts";
import { csvText } from "./csv-text.ts";
import { LATENCY_PHASES } from "./tables/latency-table.ts";

interface Column {
  readonly head: string;
  readonly cell: (run: RunResult, trial: TrialResult) => unknown;
}

const LATENCY_KEYS = [
  "count",
  "min",
  "mean",
  "p50",
  "p75",
  "p90",
  "p95",
  "p99",
  "p999",
  "max",
] as const satisfies (keyof Latency)[];
const LEDGER_KEYS = [
  "attempted",
  "confirmed",
  "nacked",
  "returned",
  "unknown",
  "delivered",
  "redelivered",
  "completed",
  "duplicated",
  "lost",
  "lostUnconfirmed",
  "unexpected",
  "deadLettered",
  "dropped",
  "remaining",
] as const satisfies (keyof Ledger)[];

export function renderCsv(results: Results): string {
  const columns = columnsFor(results);
  const rows = results.trials.flatMap((trial) => trial.runs.map((run) => columns.map(({ cell }) => cell(run, trial))));
  return csvText([columns.map(({ head }) => head), ...rows]);
}

/** The head of a metric column is the path of the metric in results.json. */
function columnsFor({ trials }: Results): Column[] {
  return [
    { head: "trial", cell: (_run, trial) => trial.id },
    { head: "run", cell: (run) => run.run },
    { head: "verdict", cell: (run) => run.verdict },
    ...settingColumns(trials).map(({ head, cell }): Column => ({ head, cell: (_run, trial) => cell(trial) })),
    ...(["makespanMs", "boundMs", "boundRatio"] as const).map((key): Column => ({
      head: key,
      cell: (run) => run[key],
    })),
    ...(["publishedPerSecond", "confirmedPerSecond", "completedPerSecond"] as const).map((key): Column => ({
      head: `throughput.${key}`,
      cell: (run) => run.throughput[key],
    })),
    ...(["jainTasks", "jainBusy", "maxBusyShare", "minBusyShare", "idleWhileBacklogMs"] as const).map(
      (key): Column => ({ head: `fairness.${key}`, cell: (run) => run.fairness[key] }),
    ),
    ...LATENCY_PHASES.flatMap(({ key: phase }) =>
      LATENCY_KEYS.map((key): Column => ({
        head: `latencyMs.${phase}.${key}`,
        cell: (run) => run.latencyMs[phase][key],
      })),
    ),
    // Empty on one host.
    ...(["endToEnd", "queueWait"] as const).map((phase): Column => ({
      head: `latencyMs.${phase}.errorBound`,
      cell: (run) => run.latencyMs[phase].errorBound,
    })),
    ...LEDGER_KEYS.map((key): Column => ({ head: `ledger.${key}`, cell: (run) => run.ledger[key] })),
    ...(
      [
        "clientCpuSeconds",
        "clientPeakRssBytes",
        "brokerCpuSeconds",
        "brokerPeakRssBytes",
        "clientCpuMsPer1000Tasks",
        "brokerCpuMsPer1000Tasks",
        "workerPeakRssBytes",
        "orchestratorCpuSeconds",
        "clientSentBytes",
        "clientReceivedBytes",
        "brokerDiskBytes",
        "historyBytes",
      ] as const
    ).map((key): Column => ({ head: `cost.${key}`, cell: (run) => run.cost[key] })),
    { head: "warnings", cell: (run) => run.warnings.join("; ") },
  ];
}
