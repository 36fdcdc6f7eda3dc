// What a trial cost per task and in all: CPU time, memory, bytes on the wire and on the disk. Medians over its runs.
import { formatBytes, formatNumber } from "@fairhare/core";
import type { RunResult, TrialResult } from "@fairhare/results";
import { medianOf } from "../metrics.ts";
import { numeric, type TableModel, tableOf, text } from "./table.ts";

interface Row {
  readonly name: string;
  readonly value: string;
}

type CostKey = keyof RunResult["cost"];

const ROWS: readonly (readonly [key: CostKey, name: string, format: (value: number) => string])[] = [
  [
    "clientCpuMsPer1000Tasks",
    "CPU time of producers and workers per 1,000 tasks",
    (value) => `${formatNumber(value)} ms`,
  ],
  ["brokerCpuMsPer1000Tasks", "CPU time of the broker per 1,000 tasks", (value) => `${formatNumber(value)} ms`],
  ["orchestratorCpuSeconds", "CPU time of the process that runs the experiment", (value) => `${formatNumber(value)} s`],
  ["workerPeakRssBytes", "peak memory of the largest worker process", formatBytes],
  ["clientSentBytes", "sent by producers and workers", formatBytes],
  ["clientReceivedBytes", "received by producers and workers", formatBytes],
  ["brokerDiskBytes", "written to the disk by the broker", formatBytes],
  ["historyBytes", "size of the history", formatBytes],
];

/** Null without a number, as in results of versions before them. A broker's numbers are known for a private one only. */
export function costTable(trial: TrialResult): TableModel | null {
  const rows = ROWS.flatMap(([key, name, format]): Row[] => {
    const value = medianOf(trial, { path: `cost.${key}`, read: ({ cost }) => cost[key] });
    if (value !== null) return [{ name, value: format(value) }];
    return key === "brokerDiskBytes" ? [{ name, value: "not measured" }] : [];
  });
  if (rows.length < 2) return null;
  return tableOf<Row>([text("cost", ({ name }) => name), numeric("", ({ value }) => value)], rows);
}
