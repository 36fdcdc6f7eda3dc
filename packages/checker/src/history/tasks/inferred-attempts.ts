// Attempts of a producer whose records were not all read: a message that arrived at a worker or in the dead-letter queue
// shows that its task was attempted.
import { createWorkload, type TrialSettings } from "@fairhare/workload";
import { type ClockMap, EventKind, type ShardReader } from "@fairhare/protocol";
import type { AttemptTable } from "./attempt-table.ts";

type InferenceSettings = Parameters<typeof createWorkload>[0] & Pick<TrialSettings, "tasks" | "producers">;

/**
 * Adds the tasks of these producers that `shards` name and that have no attempt in the table. Each producer has its clock, if
 * that is not the orchestrator's: the intended send time of a delivery is by the clock of the producer.
 */
export function inferAttempts(
  table: AttemptTable,
  producers: ReadonlyMap<number, ClockMap | undefined>,
  shards: readonly ShardReader[],
  settings: InferenceSettings,
): void {
  if (producers.size === 0) return;
  const workload = createWorkload(settings);
  const producerOf = (task: number): number => ((task - 1) % settings.producers) + 1;
  const isOfThem = (task: number): boolean => task <= (settings.tasks ?? Infinity) && producers.has(producerOf(task));
  for (const shard of shards) {
    shard.rewind();
    while (shard.next()) {
      const { kind, task, at, other } = shard;
      if (kind !== EventKind.delivered && kind !== EventKind.deadLettered) continue;
      if (!table.isPossible(task) || table.has(task) || !isOfThem(task)) continue;
      const own = kind === EventKind.delivered ? other : 0;
      const intended = own === 0 ? 0 : (producers.get(producerOf(task))?.toReference(own) ?? own);
      const cost = workload.cost(task);
      // The publish was sent at its intended time or later, and before the message arrived.
      table.infer(
        task,
        intended > 0 ? Math.min(intended, at) : at,
        intended,
        Math.round(cost / 1e3),
        workload.isHeavy(cost),
      );
    }
  }
}
