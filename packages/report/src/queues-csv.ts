// The queues of all runs as CSV: one row per run and queue, with the trial's settings.
import type { QueueResult, Results } from "@fairhare/results";
import { csvText } from "./csv-text.ts";

/** Fields of results.json, `runs[].queues[]`. */
const QUEUE_KEYS = [
  "workers",
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
  "deadLettered",
  "dropped",
  "remaining",
  "failed",
  "backlog",
  "completedPerSecond",
  "jainTasks",
  "jainBusy",
] as const satisfies (keyof QueueResult)[];
const LATENCY_KEYS = ["p50", "p99", "max"] as const satisfies (keyof QueueResult["endToEndMs"])[];

export function renderQueuesCsv({ trials }: Results): string {
  const settings = [...new Set(trials.flatMap((trial) => Object.keys(trial.settings)))];
  const heads = [
    "trial",
    "run",
    "verdict",
    "queue",
    ...QUEUE_KEYS,
    ...LATENCY_KEYS.map((key) => `endToEndMs.${key}`),
    ...settings.map((name) => `settings.${name}`),
  ];
  const rows = trials.flatMap((trial) =>
    trial.runs.flatMap(({ run, verdict, queues }) =>
      queues.map((queue) => [
        trial.id,
        run,
        verdict,
        queue.queue,
        ...QUEUE_KEYS.map((key) => queue[key]),
        ...LATENCY_KEYS.map((key) => queue.endToEndMs[key]),
        ...settings.map((name) => trial.settings[name]),
      ]),
    ),
  );
  return csvText([heads, ...rows]);
}
