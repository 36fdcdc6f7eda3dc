// The queues of all runs as CSV: one row per run and queue, with the trial's settings.
import type { QueueResult, Results } from "@fairhare/results";
import { type RowColumn, rowsPerItem } from "./csv-rows.ts";
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
const LATENCY_KEYS = ["p50", "p99", "max", "errorBound"] as const satisfies (keyof QueueResult["endToEndMs"])[];

export const renderQueuesCsv = (results: Results): string =>
  csvText(
    rowsPerItem(results, ({ queues }) => queues, [
      { head: "queue", cell: ({ queue }) => queue },
      ...QUEUE_KEYS.map((key): RowColumn<QueueResult> => ({ head: key, cell: (queue) => queue[key] })),
      ...LATENCY_KEYS.map((key): RowColumn<QueueResult> => ({
        head: `endToEndMs.${key}`,
        cell: ({ endToEndMs }) => endToEndMs[key],
      })),
    ]),
  );
