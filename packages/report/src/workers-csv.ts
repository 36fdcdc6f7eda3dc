// The workers of all runs as CSV: one row per run and worker, with the trial's settings.
import type { Results, WorkerResult } from "@fairhare/results";
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
] as const satisfies (keyof WorkerResult)[];

export function renderWorkersCsv({ trials }: Results): string {
  const settings = [...new Set(trials.flatMap((trial) => Object.keys(trial.settings)))];
  const heads = ["trial", "run", "verdict", "worker", ...WORKER_KEYS, ...settings.map((name) => `settings.${name}`)];
  const rows = trials.flatMap((trial) =>
    trial.runs.flatMap(({ run, verdict, workers }) =>
      workers.map((worker) => [
        trial.id,
        run,
        verdict,
        worker.slot,
        ...WORKER_KEYS.map((key) => worker[key]),
        ...settings.map((name) => trial.settings[name]),
      ]),
    ),
  );
  return csvText([heads, ...rows]);
}
