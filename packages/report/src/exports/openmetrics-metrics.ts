// The numbers of runs and workers that the OpenMetrics export has: name, type, unit, help, and where each is read.
import type { Ledger, RunResult, WorkerResult } from "@fairhare/results";
import type { Head } from "./openmetrics-text.ts";

interface RunMetric extends Head {
  readonly read: (run: RunResult) => number | null;
}

interface WorkerMetric extends Head {
  readonly read: (worker: WorkerResult) => number | null;
}

export const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1e3);

export const RUN_METRICS: readonly RunMetric[] = [
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

export const WORKER_METRICS: readonly WorkerMetric[] = [
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

function counterOf(name: string, help: string, key: NumberIn<Ledger>): RunMetric {
  return { name: `fairhare_${name}`, type: "counter", help, read: (run) => run.ledger[key] };
}

type NumberIn<T> = { [Key in keyof T]: T[Key] extends number ? Key : never }[keyof T];
