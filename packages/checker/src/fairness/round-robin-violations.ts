// Whether the broker dispatched the tasks round-robin, as the tutorial claims for consumers that are never blocked.
import { hasMixedPriorities, hasStartDelays, prefersWorkers, type TrialSettings } from "@fairhare/workload";
import type { Checker } from "../checker.ts";
import { Attempt } from "../history/tasks/attempt-table.ts";
import { Work } from "../history/tasks/work-table.ts";

type DispatchSettings = Pick<
  TrialSettings,
  | "workers"
  | "queues"
  | "producers"
  | "prefetch"
  | "ack"
  | "backlog"
  | "faults"
  | "startJitterMs"
  | "rampUpMs"
  | "priority"
  | "consumerPriorities"
>;

/**
 * The number of tasks, in the order of publishing, whose first delivery did not go to the slot after the previous task's
 * slot. The order of the slots is the order of their first tasks; a slot without a task counts as skipped in each round.
 * Null if the trial has no defined sequence, or if the clocks of the hosts do not show which delivery of a task was the first.
 */
export const roundRobinViolations: Checker<number | null> = (history, settings) =>
  unorderedDispatches(history, settings) > 0 ? null : violationsOf(history, settings);

/**
 * Number of tasks whose first delivery is not known: two hosts had them within the error of their clocks. 0 if the trial has no
 * defined sequence.
 */
export const unorderedDispatches: Checker<number> = (history, settings) => {
  const { table } = history.executions;
  if (history.clocks.largest === 0 || violationsOf(history, settings) === null) return 0;
  let tasks = 0;
  for (let task = 1; task <= table.last; task++) if (table.is(task, Work.unordered)) tasks++;
  return tasks;
};

const violationsOf: Checker<number | null> = ({ attempts, executions }, { trial }) => {
  const { table, slots } = executions;
  const dispatched: number[] = [];
  for (let task = 1; task <= attempts.table.last; task++) {
    if (attempts.table.is(task, Attempt.attempted) && table.is(task, Work.delivered))
      dispatched.push(table.firstDeliveredSlot[task] ?? 0);
  }
  if (dispatched.length < 2 || !hasSequence(trial, dispatched.length)) return null;
  const turn = [...new Set([...dispatched, ...Array.from({ length: slots.slots }, (_, index) => index + 1)])];
  const next = new Map(turn.map((slot, index) => [slot, turn[(index + 1) % turn.length]]));
  return dispatched.filter((slot, index) => index > 0 && slot !== next.get(dispatched[index - 1] ?? 0)).length;
};

/** One queue, one producer, all consumers registered from start to end, and a prefetch limit that never blocks a consumer. */
function hasSequence(settings: DispatchSettings, tasks: number): boolean {
  const { workers, queues, producers, prefetch, ack, backlog, faults } = settings;
  // Priorities reorder the tasks, or prefer some of the workers.
  if (hasStartDelays(settings) || hasMixedPriorities(settings) || prefersWorkers(settings)) return false;
  const mayBlock = ack !== "auto" && prefetch > 0 && prefetch * workers < tasks;
  return queues === 1 && workers > 1 && producers === 1 && !backlog && faults.length === 0 && !mayBlock;
}
