// Results in the OpenMetrics text format, for the textfile collector of the node exporter and other readers. Names
// follow the conventions of Prometheus: base units, `_total` for counters, labels for what differs.
import type { Latency, Ledger, Results, RunResult, WorkerResult } from "@fairhare/results";
import { type Family, type Head, type Labels, openMetricsText, type Sample } from "./openmetrics-text.ts";

/** A run, and its labels `experiment`, `trial` and `run`. */
interface LabelledRun {
  readonly run: RunResult;
  readonly labels: Labels;
}

interface RunMetric extends Head {
  readonly read: (run: RunResult) => number | null;
}

interface WorkerMetric extends Head {
  readonly read: (worker: WorkerResult) => number | null;
}

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1e3);

const RUN_METRICS: readonly RunMetric[] = [
  {
    name: "fairhare_makespan_seconds",
    type: "gauge",
    unit: "seconds",
    help: "Start of the measurement to the last completion.",
    read: (run) => seconds(run.makespanMs),
  },
  {
    name: "fairhare_makespan_bound_seconds",
    type: "gauge",
    unit: "seconds",
    help: "Lower bound of the makespan.",
    read: (run) => seconds(run.boundMs),
  },
  {
    name: "fairhare_makespan_to_bound_ratio",
    type: "gauge",
    unit: "ratio",
    help: "Makespan divided by its lower bound.",
    read: (run) => run.boundRatio,
  },
  ...(["published", "confirmed", "completed"] as const).map((key): RunMetric => ({
    name: `fairhare_${key}_tasks_per_second`,
    type: "gauge",
    help: `Tasks ${key} per second during the measurement.`,
    read: (run) => run.throughput[`${key}PerSecond`],
  })),
  {
    name: "fairhare_jain_tasks_ratio",
    type: "gauge",
    unit: "ratio",
    help: "Jain's fairness index over the workers by completed tasks.",
    read: (run) => run.fairness.jainTasks,
  },
  {
    name: "fairhare_jain_busy_ratio",
    type: "gauge",
    unit: "ratio",
    help: "Jain's fairness index over the workers by busy time.",
    read: (run) => run.fairness.jainBusy,
  },
  {
    name: "fairhare_idle_while_backlog_seconds",
    type: "gauge",
    unit: "seconds",
    help: "Idle time of all workers while a task waited.",
    read: (run) => seconds(run.fairness.idleWhileBacklogMs),
  },
  ...(
    [
      ["attempted", "Tasks that a producer tried to publish."],
      ["confirmed", "Tasks that the broker confirmed."],
      ["nacked", "Tasks that the broker refused with a nack."],
      ["returned", "Tasks that the broker returned as unroutable."],
      ["unknown", "Tasks of unknown fate."],
      ["completed", "Tasks with at least one completion."],
      ["lost", "Tasks that the broker accepted and no worker completed."],
      ["unexpected", "Completions of tasks that the run did not publish."],
      ["dropped", "Tasks that their handler rejected for good."],
    ] as const satisfies readonly (readonly [keyof Ledger, string])[]
  ).map(([key, help]): RunMetric => counterOf(`tasks_${key}`, help, key)),
  counterOf("tasks_dead_lettered", "Tasks that arrived in the dead-letter queue.", "deadLettered"),
  counterOf("deliveries", "Deliveries, redeliveries included.", "delivered"),
  counterOf("redeliveries", "Deliveries with the redelivered flag.", "redelivered"),
  counterOf("duplicate_completions", "Completions beyond the first of each task.", "duplicated"),
  {
    name: "fairhare_tasks_remaining",
    type: "gauge",
    help: "Tasks not completed at the end of the run.",
    read: (run) => run.ledger.remaining,
  },
  ...(["client", "broker"] as const).flatMap((who): RunMetric[] => [
    {
      name: `fairhare_${who}_cpu_seconds`,
      type: "counter",
      unit: "seconds",
      help: `CPU time of ${who === "client" ? "producers and workers" : "the broker"}.`,
      read: (run) => run.cost[`${who}CpuSeconds`],
    },
    {
      name: `fairhare_${who}_peak_rss_bytes`,
      type: "gauge",
      unit: "bytes",
      help: `Largest resident memory of ${who === "client" ? "producers and workers" : "the broker"}.`,
      read: (run) => run.cost[`${who}PeakRssBytes`],
    },
  ]),
];

const WORKER_METRICS: readonly WorkerMetric[] = [
  {
    name: "fairhare_worker_completions",
    type: "counter",
    help: "Completions of the worker, duplicates included.",
    read: ({ tasks }) => tasks,
  },
  {
    name: "fairhare_worker_busy_seconds",
    type: "counter",
    unit: "seconds",
    help: "Time for which the worker processed tasks.",
    read: ({ busyMs }) => seconds(busyMs),
  },
  {
    name: "fairhare_worker_idle_seconds",
    type: "counter",
    unit: "seconds",
    help: "Time for which the worker was ready and had no task.",
    read: ({ idleMs }) => seconds(idleMs),
  },
  {
    name: "fairhare_worker_busy_share_ratio",
    type: "gauge",
    unit: "ratio",
    help: "The worker's share of all busy time.",
    read: ({ busyShare }) => busyShare,
  },
  {
    name: "fairhare_worker_redeliveries",
    type: "counter",
    help: "Redelivered tasks that the worker received.",
    read: ({ redelivered }) => redelivered,
  },
];

/** Numbers have all their digits. Ends in `# EOF`. */
export function renderOpenMetrics(results: Results): string {
  const runs = results.trials.flatMap((trial) =>
    trial.runs.map((run): LabelledRun => ({
      run,
      labels: { experiment: results.experiment.name, trial: trial.id, run: String(run.run) },
    })),
  );
  return openMetricsText([
    experimentInfo(results),
    verdictFamily(runs),
    ...RUN_METRICS.map(({ read, ...head }) => familyOf(head, runs, (run) => [{ labels: {}, value: read(run) }])),
    latencyFamily(runs),
    ...WORKER_METRICS.map(({ read, ...head }) =>
      familyOf(head, runs, (run) =>
        run.workers.map((worker) => ({ labels: { worker: String(worker.slot) }, value: read(worker) })),
      ),
    ),
    findingFamily(runs),
    thresholdFamily(results),
  ]);
}

function counterOf(name: string, help: string, key: NumberIn<Ledger>): RunMetric {
  return { name: `fairhare_${name}`, type: "counter", help, read: (run) => run.ledger[key] };
}

type NumberIn<T> = { [Key in keyof T]: T[Key] extends number ? Key : never }[keyof T];

/** The samples of all runs, each with the labels of its run. */
const familyOf = (
  head: Head,
  runs: readonly LabelledRun[],
  samples: (run: RunResult) => readonly Sample[],
): Family => ({
  ...head,
  samples: runs.flatMap(({ run, labels }) =>
    samples(run).map((sample) => ({
      ...(head.type === "counter" ? { suffix: "_total" } : {}),
      ...sample,
      labels: { ...labels, ...sample.labels },
    })),
  ),
});

const experimentInfo = ({ experiment, environment, verdict }: Results): Family => ({
  name: "fairhare_experiment",
  type: "info",
  help: "The experiment, and the versions of broker, Fairhare and Node.",
  samples: [
    {
      suffix: "_info",
      labels: {
        experiment: experiment.name,
        verdict,
        started_at: environment.startedAt,
        broker: environment.broker.product,
        broker_version: environment.broker.version,
        fairhare_version: environment.fairhare,
        node_version: environment.node,
      },
      value: 1,
    },
  ],
});

/** A state set: 1 for the verdict of the run, 0 for the others. */
function verdictFamily(runs: readonly LabelledRun[]): Family {
  const name = "fairhare_run_verdict";
  return familyOf({ name, type: "stateset", help: "Verdict of the run." }, runs, ({ verdict }) =>
    (["pass", "fail", "unknown"] as const).map((state) => ({
      labels: { [name]: state },
      value: Number(state === verdict),
    })),
  );
}

const QUANTILES = { p50: "0.5", p75: "0.75", p90: "0.9", p95: "0.95", p99: "0.99", p999: "0.999" } as const;
const PHASES = {
  endToEnd: "end_to_end",
  queueWait: "queue_wait",
  bufferWait: "buffer_wait",
  work: "work",
  confirm: "confirm",
} as const satisfies Record<keyof RunResult["latencyMs"], string>;

const latencyFamily = (runs: readonly LabelledRun[]): Family =>
  familyOf(
    {
      name: "fairhare_latency_seconds",
      type: "summary",
      unit: "seconds",
      help: "Latency of tasks by phase; end_to_end is from the intended publish to the completion.",
    },
    runs,
    ({ latencyMs }) =>
      Object.entries(PHASES).flatMap(([key, phase]) =>
        latencySamples(latencyMs[key as keyof typeof PHASES], { phase }),
      ),
  );

function latencySamples(latency: Latency, labels: Labels): Sample[] {
  const { count, mean } = latency;
  return [
    ...Object.entries(QUANTILES).map(([key, quantile]) => ({
      labels: { ...labels, quantile },
      value: seconds(latency[key as keyof typeof QUANTILES]),
    })),
    { suffix: "_count", labels, value: count },
    { suffix: "_sum", labels, value: count === 0 ? 0 : seconds(mean === null ? null : mean * count) },
  ];
}

/** How many findings of each code a run has. */
const findingFamily = (runs: readonly LabelledRun[]): Family =>
  familyOf(
    { name: "fairhare_findings", type: "gauge", help: "Findings of the run by code; see docs/findings.md." },
    runs,
    ({ findings }) =>
      [...new Map(findings.map(({ code, severity }) => [code, severity]))].map(([code, severity]) => ({
        labels: { code, severity },
        value: findings.filter((one) => one.code === code).length,
      })),
  );

const thresholdFamily = ({ experiment, thresholds }: Results): Family => ({
  name: "fairhare_threshold_met",
  type: "gauge",
  help: "1 when the threshold holds in every run, else 0.",
  samples: [...new Map(thresholds.map(({ expression, ok }) => [expression, ok]))].map(([expression, ok]) => ({
    labels: { experiment: experiment.name, threshold: expression },
    value: Number(ok),
  })),
});
