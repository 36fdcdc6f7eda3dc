// The latencies of a trial by message priority, the highest first: medians over its runs.
import { formatCount, formatMs } from "@fairhare/core";
import { metricOf, type TrialResult } from "@fairhare/results";
import { boundCell, latencyBound } from "../latency-bound.ts";
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
  const bound = latencyBound(trial, "endToEnd");
  const latency = (head: string, key: string) => numeric<string>(head, (priority) => formatMs(of(priority, key)));
  return tableOf<string>(
    [
      numeric<string>("priority", (priority) => priority, 0),
      numeric<string>("tasks", (priority) => formatCount(of(priority, "queueWait.count"))),
      latency("queue wait p50", "queueWait.p50"),
      latency("queue wait p99", "queueWait.p99"),
      latency("end to end p50", "endToEnd.p50"),
      latency("end to end p99", "endToEnd.p99"),
      // The clocks of all priorities are those of the same hosts.
      ...(bound === undefined ? [] : [numeric<string>("wrong by at most", () => boundCell(bound))]),
    ],
    [...priorities].toSorted((a, b) => Number(b) - Number(a)),
  );
}
