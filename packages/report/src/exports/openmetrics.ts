// Results in the OpenMetrics text format, for the textfile collector of the node exporter and other readers. Names
// follow the conventions of Prometheus: base units, `_total` for counters, labels for what differs.
import type { Latency, Results, RunResult } from "@fairhare/results";
import { RUN_METRICS, seconds, WORKER_METRICS } from "./openmetrics-metrics.ts";
import { type Family, type Head, type Labels, openMetricsText, type Sample } from "./openmetrics-text.ts";

/** A run, and its labels `experiment`, `trial` and `run`. */
interface LabelledRun {
  readonly run: RunResult;
  readonly labels: Labels;
}

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
    errorBoundFamily(runs),
    ...WORKER_METRICS.map(({ read, ...head }) =>
      familyOf(head, runs, (run) =>
        run.workers.map((worker) => ({ labels: { worker: String(worker.slot) }, value: read(worker) })),
      ),
    ),
    findingFamily(runs),
    thresholdFamily(results),
  ]);
}

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

/** Only of runs on several hosts. */
const errorBoundFamily = (runs: readonly LabelledRun[]): Family =>
  familyOf(
    {
      name: "fairhare_latency_error_bound_seconds",
      type: "gauge",
      unit: "seconds",
      help: "No latency between two hosts is wrong by more, because of their clocks.",
    },
    runs.filter(({ run }) => run.clocks.length > 0),
    ({ latencyMs }) =>
      (["endToEnd", "queueWait"] as const).map((key) => ({
        labels: { phase: PHASES[key] },
        value: seconds(latencyMs[key].errorBound ?? null),
      })),
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
