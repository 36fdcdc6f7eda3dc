// The latencies of a trial by message priority, the highest first: medians over its runs.
import { formatCount, formatMs } from "@fairhare/core";
import { metricOf, type TrialResult } from "@fairhare/results";
import { medianOf } from "../metrics.ts";
import { numeric, type TableModel, tableOf } from "./table.ts";

/** Null without priorities. */
export function priorityTable(trial: TrialResult): TableModel | null {
  const priorities = new Set(trial.runs.flatMap(({ latencyByPriorityMs }) => Object.keys(latencyByPriorityMs)));
  if (priorities.size === 0) return null;
  const of = (priority: string, key: string): number | null => {
    const path = `latencyByPriorityMs.${priority}.${key}`;
    return medianOf(trial, { path, read: (run) => metricOf(run, path) });
  };
  const latency = (head: string, key: string) => numeric<string>(head, (priority) => formatMs(of(priority, key)));
  return tableOf<string>(
    [
      numeric<string>("priority", (priority) => priority, 0),
      numeric<string>("tasks", (priority) => formatCount(of(priority, "queueWait.count"))),
      latency("queue wait p50", "queueWait.p50"),
      latency("queue wait p99", "queueWait.p99"),
      latency("end to end p50", "endToEnd.p50"),
      latency("end to end p99", "endToEnd.p99"),
    ],
    [...priorities].toSorted((a, b) => Number(b) - Number(a)),
  );
}
