// The worker table: one row per slot, with its work over all its incarnations.
import { beginsLate, processOfSlot } from "@fairhare/workload";
import { Role } from "@fairhare/protocol";
import type { WorkerResult } from "@fairhare/results";
import { type Checker, oncePerHistory } from "../checker.ts";
import { hostOfClock } from "../history/orchestrator-log.ts";
import { workerExits } from "../history/faults/worker-exits.ts";
import { measurementOf } from "../run/makespan.ts";

export const checkWorkers: Checker<WorkerResult[]> = oncePerHistory((history, settings) => {
  const { trial } = settings;
  const { slots, traces } = history.executions;
  const { start, makespan } = measurementOf(history, settings);
  const exits = workerExits(history, trial);
  const allBusy = slots.busy.reduce((sum, busy) => sum + busy, 0);
  return Array.from({ length: slots.slots }, (_, index): WorkerResult => {
    const slot = index + 1;
    const process = processOfSlot(slot, trial);
    const busy = slots.busy[slot] ?? 0;
    const joinedAt = beginsLate(trial, slot) ? (slots.consumingAt[slot] ?? 0) : 0;
    const present = slots.presence(slot, start, start + (makespan ?? 0));
    const presentFor = present.reduce((sum, { from, to }) => sum + to - from, 0);
    const exit = exits.find(({ slots: seats }) => seats.includes(slot));
    return {
      slot,
      ...placeOf(process),
      incarnations: incarnationsOf(process),
      tasks: slots.tasks[slot] ?? 0,
      heavyTasks: slots.heavyTasks[slot] ?? 0,
      busyMs: busy / 1e6,
      idleMs: Math.max(0, presentFor * trial.workerConcurrency - busy) / 1e6,
      busyShare: allBusy > 0 ? busy / allBusy : null,
      redelivered: slots.redelivered[slot] ?? 0,
      duplicated: slots.duplicated[slot] ?? 0,
      joinedAtMs: joinedAt > 0 ? (joinedAt - start) / 1e6 : null,
      diedAtMs: exit ? (exit.at - start) / 1e6 : null,
      present: present.map(({ from, to }): [number, number] => [(from - start) / 1e6, (to - start) / 1e6]),
      lane: slots.lane(slot)?.toSegments(start) ?? [],
    };
  });

  function placeOf(process: number): Pick<WorkerResult, "agent" | "host"> {
    const last = history.log.processes.findLast((span) => span.role === Role.worker && span.process === process);
    return last === undefined
      ? { agent: 0, host: null }
      : { agent: last.agent, host: hostOfClock(last.clock, settings.agents) };
  }

  /** Without the orchestrator's shard: the number of shards of the process. */
  function incarnationsOf(process: number): number {
    const spawned = history.log.processes.filter(
      (span) => span.role === Role.worker && span.process === process,
    ).length;
    return spawned > 0 ? spawned : traces.filter((trace) => trace.process === process).length;
  }
});
