// One row per slot: what it did over all its incarnations.
import { processOfSlot, type TrialSettings } from "@fairhare/workload";
import { Role } from "@fairhare/protocol";
import type { Executions } from "../history/executions.ts";
import type { OrchestratorLog } from "../history/orchestrator-log.ts";
import type { WorkerResult } from "@fairhare/results";
import type { Death } from "../findings/worker-exits.ts";

export interface WorkersInput {
  readonly executions: Executions;
  readonly log: OrchestratorLog;
  readonly deaths: readonly Death[];
  readonly settings: TrialSettings;
  /** Nanoseconds; the makespan is null when nothing was completed. */
  readonly start: number;
  readonly makespan: number | null;
}

export function workersOf({ executions, log, deaths, settings, start, makespan }: WorkersInput): WorkerResult[] {
  const { slots, traces } = executions;
  const allBusy = slots.busy.reduce((sum, busy) => sum + busy, 0);
  return Array.from({ length: slots.slots }, (_, index): WorkerResult => {
    const slot = index + 1;
    const process = processOfSlot(slot, settings);
    const busy = slots.busy[slot] ?? 0;
    const joinedAt = slot > settings.workers ? (slots.consumingAt[slot] ?? 0) : 0;
    const present = slots.presence(slot, start, start + (makespan ?? 0));
    const presentFor = present.reduce((sum, { from, to }) => sum + to - from, 0);
    const death = deaths.find(({ slots: seats }) => seats.includes(slot));
    return {
      slot,
      incarnations: incarnationsOf(process),
      tasks: slots.tasks[slot] ?? 0,
      heavyTasks: slots.heavyTasks[slot] ?? 0,
      busyMs: busy / 1e6,
      idleMs: Math.max(0, presentFor * settings.workerConcurrency - busy) / 1e6,
      busyShare: allBusy > 0 ? busy / allBusy : null,
      redelivered: slots.redelivered[slot] ?? 0,
      duplicated: slots.duplicated[slot] ?? 0,
      joinedAtMs: joinedAt > 0 ? (joinedAt - start) / 1e6 : null,
      diedAtMs: death ? (death.at - start) / 1e6 : null,
      present: present.map(({ from, to }): [number, number] => [(from - start) / 1e6, (to - start) / 1e6]),
      lane: slots.lane(slot)?.toSegments(start) ?? [],
    };
  });

  /** Without the orchestrator's shard: as many as there are shards. */
  function incarnationsOf(process: number): number {
    const spawned = log.processes.filter((span) => span.role === Role.worker && span.process === process).length;
    return spawned > 0 ? spawned : traces.filter((trace) => trace.process === process).length;
  }
}
