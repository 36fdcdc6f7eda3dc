// The workers of all runs as CSV: one row per run and worker, with the trial's settings.
import type { Results, WorkerResult } from "@fairhare/results";
import { type RowColumn, rowsPerItem } from "./csv-rows.ts";
import { csvText } from "./csv-text.ts";

/** Fields of results.json, `runs[].workers[]`; its lists are left out. */
const WORKER_KEYS = [
  "incarnations",
  "tasks",
  "heavyTasks",
  "busyMs",
  "idleMs",
  "busyShare",
  "redelivered",
  "duplicated",
  "joinedAtMs",
  "diedAtMs",
  "agent",
] as const satisfies (keyof WorkerResult)[];

export const renderWorkersCsv = (results: Results): string =>
  csvText(
    rowsPerItem(results, ({ workers }) => workers, [
      { head: "worker", cell: ({ slot }) => slot },
      ...WORKER_KEYS.map((key): RowColumn<WorkerResult> => ({ head: key, cell: (worker) => worker[key] })),
    ]),
  );
