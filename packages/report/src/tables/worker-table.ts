// The workers of one run, one row each: tasks, busy time, and the processes in the slot.
import { formatCount, formatMs, formatShare } from "@fairhare/core";
import type { RunResult, TrialResult, WorkerResult } from "@fairhare/results";
import { agentWords } from "../words/agent-words.ts";
import { type Column, numeric, type TableModel, tableOf, text } from "./table.ts";

export function workerTable(run: RunResult, trial: TrialResult): TableModel {
  const hasWork = trial.settings["work"] !== "none";
  const hasAgents = run.workers.some(({ agent }) => agent > 0);
  const busyColumns: Column<WorkerResult>[] = [
    numeric("heavy", (worker) => formatCount(worker.heavyTasks), 3),
    numeric("busy", (worker) => formatMs(worker.busyMs)),
    numeric("idle", (worker) => formatMs(worker.idleMs), 2),
    numeric("share of busy time", (worker) => formatShare(worker.busyShare)),
  ];
  return tableOf<WorkerResult>(
    [
      numeric("worker", (worker) => String(worker.slot), 0),
      ...(hasAgents ? [numeric<WorkerResult>("agent", agentWords, 1)] : []),
      numeric("tasks", (worker) => formatCount(worker.tasks)),
      ...(hasWork ? busyColumns : []),
      numeric("redelivered", (worker) => formatCount(worker.redelivered), 2),
      numeric("duplicated", (worker) => formatCount(worker.duplicated), 3),
      text("incarnations", seatHistory, 2),
    ],
    run.workers,
  );
}

/** `1`, `2 (restarted)`, `1, joined at 4.10 s`, `1, died at 1.20 s`. */
function seatHistory({ incarnations, joinedAtMs, diedAtMs }: WorkerResult): string {
  const joined = joinedAtMs === null ? "" : `, joined at ${formatMs(joinedAtMs)}`;
  if (diedAtMs !== null) return `${incarnations}${joined}, died at ${formatMs(diedAtMs)}`;
  return incarnations > 1 ? `${incarnations} (restarted)${joined}` : `${incarnations}${joined}`;
}
