// Attempts of a producer whose records were not all read: a message that arrived at a worker or in the dead-letter queue
// shows that its task was attempted.
import { createWorkload, type TrialSettings } from "@fairhare/workload";
import { EventKind, type ShardReader } from "@fairhare/protocol";
import type { AttemptTable } from "./attempt-table.ts";

type InferenceSettings = Parameters<typeof createWorkload>[0] & Pick<TrialSettings, "tasks" | "producers">;

/** Adds the tasks of these producers that `shards` name and that have no attempt in the table. */
export function inferAttempts(
  table: AttemptTable,
  producers: ReadonlySet<number>,
  shards: readonly ShardReader[],
  settings: InferenceSettings,
): void {
  if (producers.size === 0) return;
  const workload = createWorkload(settings);
  const isOfThem = (task: number): boolean =>
    task <= (settings.tasks ?? Infinity) && producers.has(((task - 1) % settings.producers) + 1);
  for (const shard of shards) {
    shard.rewind();
    while (shard.next()) {
      const { kind, task, at, other } = shard;
      if (kind !== EventKind.delivered && kind !== EventKind.deadLettered) continue;
      if (!table.isPossible(task) || table.has(task) || !isOfThem(task)) continue;
      const intended = kind === EventKind.delivered ? other : 0;
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
