// Questions that a drained run leaves open. None of them is a failure, but with any of them the verdict is unknown.
import { type Finding, finding } from "@fairhare/findings";
import { holds } from "@fairhare/workload";
import type { Checker } from "../checker.ts";
import type { UnreadProcess } from "../history/unread.ts";
import { isReturned } from "../history/tasks/work-table.ts";
import { foreignConsumers } from "./foreign-consumers.ts";
import { oneSide } from "./one-side.ts";
import { ledgerOf } from "../ledger/ledger.ts";
import { Outcome, outcomesOf } from "../ledger/outcome.ts";

export const openQuestions: Checker<Finding[]> = (history, settings) => [
  ...idleness(history, settings),
  ...unknownFates(history, settings),
  ...remainder(history, settings),
  ...oneSide(history, settings),
];

/** Also if no task is open: completions that were not read may be duplicates. */
export const unreadHistory: Checker<Finding[]> = (history, settings) => {
  const { producers, workers } = history.unread;
  const processes = [...producers, ...workers];
  if (processes.length === 0) return [];
  const { unknownUnread: tasks } = ledgerOf(history, settings).ledger;
  const agents = [...new Set(processes.map(({ span }) => span.agent))].toSorted((a, b) => a - b);
  return [
    finding("history-unread", {
      agents: agents.join(", "),
      workers: numbers(workers),
      producers: numbers(producers),
      tasks,
    }),
  ];
};

const numbers = (of: readonly UnreadProcess[]): string => [...new Set(of.map(({ span }) => span.process))].join(", ");

/** A failed execution counts as work. A queue whose limits dead-letter every task works as planned. */
const idleness: Checker<Finding[]> = (history, settings) => {
  if (settings.sources.completed === "none")
    return [finding("completions-unknown", { deliveries: history.executions.delivered })];
  const { workers, producers } = settings.trial;
  const { attempted, completed, failed, deadLettered, lost } = ledgerOf(history, settings).ledger;
  if (producers === 0) return [];
  if (attempted === 0) return [finding("nothing-attempted")];
  if (workers === 0 || completed > 0 || failed > 0 || lost > 0 || deadLettered === attempted) return [];
  return [finding("no-work-done", { attempted })];
};

/** Without publisher confirms the broker never answers, so no answer is missing. A threshold on `unknown` accepts such tasks. */
const unknownFates: Checker<Finding[]> = (history, settings) => {
  const { ledger } = ledgerOf(history, settings);
  const unknown = ledger.unknown - ledger.unknownUnread;
  if (settings.trial.confirmWindow === 0 || unknown === 0) return [];
  const limits = settings.thresholds.filter(
    ({ metric, operator, against }) => metric === "ledger.unknown" && operator !== "!=" && against === undefined,
  );
  if (limits.length > 0 && limits.every((threshold) => holds(unknown, threshold))) return [];
  return [finding("unknown-fates", { tasks: unknown })];
};

/** A task that its handler requeues or delays each time remains in the queue by plan. Any other remaining task is an open question. */
const remainder: Checker<Finding[]> = (history, settings) => {
  if (settings.trial.workers === 0) return [];
  const outcomes = outcomesOf(history, settings);
  const work = history.executions.table;
  let tasks = 0;
  for (let task = 1; task < outcomes.length; task++)
    if (outcomes[task] === Outcome.remaining && !isReturned(work, task)) tasks++;
  if (tasks === 0) return [];
  const consumers = foreignConsumers(history, settings);
  if (consumers > 0) return [finding("foreign-consumers", { consumers, tasks })];
  return [finding(history.queueEnd.isProven ? "tasks-back-in-queue" : "queue-end-not-proven", { tasks })];
};
