// The workers of one run: a row each, or for a large fleet the quantiles of each column and the workers with a history.
import { formatCount, formatMs, formatRatio } from "@fairhare/core";
import type { RunResult, TrialResult, WorkerResult } from "@fairhare/results";
import { type Column, numeric, type TableModel, tableOf, text } from "./table.ts";
import { workerTable } from "./worker-table.ts";

/** A larger fleet is summed up: nobody reads a thousand rows. */
const ROWS_AT_MOST = 64;
/** Of workers with a history. */
const TOLD_AT_MOST = 20;

export interface FleetTable {
  /** Empty for one row per worker, which needs no words. */
  readonly title: string;
  readonly table: TableModel;
}

const QUANTILES = [
  ["least", 0],
  ["10 %", 0.1],
  ["25 %", 0.25],
  ["median", 0.5],
  ["75 %", 0.75],
  ["90 %", 0.9],
  ["most", 1],
] as const;

export const isLargeFleet = ({ workers }: Pick<RunResult, "workers">): boolean => workers.length > ROWS_AT_MOST;

export function fleetTables(run: RunResult, trial: TrialResult): FleetTable[] {
  const { workers } = run;
  if (workers.length === 0) return [];
  if (!isLargeFleet(run)) return [{ title: "", table: workerTable(run, trial) }];
  const eventful = workers.filter(hasHistory);
  const told = eventful.slice(0, TOLD_AT_MOST);
  const few = told.length < eventful.length ? `, the first ${told.length}` : "";
  return [
    {
      title: `Quantiles over the ${formatCount(workers.length)} workers, each column by itself; results.json has every worker:`,
      table: quantileTable(workers, trial),
    },
    ...(told.length === 0
      ? []
      : [
          {
            title: `Workers that joined, ended or were replaced (${formatCount(eventful.length)} of ${formatCount(workers.length)}${few}):`,
            table: workerTable({ ...run, workers: told }, trial),
          },
        ]),
  ];
}

const hasHistory = ({ incarnations, joinedAtMs, diedAtMs }: WorkerResult): boolean =>
  incarnations !== 1 || joinedAtMs !== null || diedAtMs !== null;

function quantileTable(workers: readonly WorkerResult[], trial: TrialResult): TableModel {
  const hasWork = trial.settings["work"] !== "none";
  type Row = (typeof QUANTILES)[number];
  const column = (
    head: string,
    of: (worker: WorkerResult) => number | null,
    format: (value: number) => string,
    rank?: number,
  ): Column<Row> => {
    const sorted = Float64Array.from(workers, (worker) => of(worker) ?? 0).toSorted();
    return numeric(head, ([, quantile]) => format(sorted[Math.round(quantile * (sorted.length - 1))] ?? 0), rank);
  };
  return tableOf<Row>(
    [
      text("of the workers", ([name]) => name, 0),
      column("tasks", ({ tasks }) => tasks, formatCount),
      ...(hasWork
        ? [
            column("heavy", ({ heavyTasks }) => heavyTasks, formatCount, 3),
            column("busy", ({ busyMs }) => busyMs, formatMs),
            column("idle", ({ idleMs }) => idleMs, formatMs, 2),
            // A share of a thousandth has no digits left in per cent.
            column("× fair share", ({ busyShare }) => (busyShare ?? 0) * workers.length, formatRatio),
          ]
        : []),
      column("redelivered", ({ redelivered }) => redelivered, formatCount, 2),
      column("duplicated", ({ duplicated }) => duplicated, formatCount, 3),
    ],
    QUANTILES,
  );
}
