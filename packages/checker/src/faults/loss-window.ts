// The loss window of a broker fault: the time from the publish of the oldest task that it lost to the fault.
import type { AttemptTable } from "../history/tasks/attempt-table.ts";
import type { Loss } from "../ledger/ledger.ts";
import { LossCause } from "@fairhare/results";
import { held, hitsBroker, hitsCluster, type Occurrence } from "../history/faults/occurrence.ts";

/** For these causes, the message was in the broker or on its way to it when the fault began. */
const LOST_WITH_BROKER: ReadonlySet<string> = new Set([
  LossCause.queueNotDurable,
  LossCause.messageNotPersistent,
  LossCause.notSynced,
  LossCause.notWritten,
  LossCause.partitioned,
  LossCause.unconfirmed,
  LossCause.unknown,
]);

const LOST_WITH_QUEUE: ReadonlySet<string> = new Set([
  LossCause.queueNotDurable,
  LossCause.messageNotPersistent,
  LossCause.notSynced,
  LossCause.notWritten,
]);

/**
 * By occurrence (in the order of time), nanoseconds: from the latest publish of the oldest lost task to the fault; 0 if no
 * task was lost, null for a fault that did not take the broker or nodes of it away. A lost task counts for the first such fault after
 * its publish that can have lost it, so with several faults the window is a lower bound.
 */
export function lossWindows(
  occurrences: readonly Occurrence[],
  losses: readonly Loss[],
  attempts: AttemptTable,
  queueOf: (task: number) => number = () => 1,
): (number | null)[] {
  const windows = occurrences.map((occurrence): number | null => (isHit(occurrence) ? 0 : null));
  for (const { task, cause } of losses) {
    if (!LOST_WITH_BROKER.has(cause)) continue;
    const publishedAt = attempts.lastAt[task] ?? 0;
    const index = occurrences.findIndex(
      (occurrence) => mayLose(occurrence, cause, queueOf(task)) && occurrence.beganAt > publishedAt,
    );
    const hit = occurrences[index];
    if (hit) windows[index] = Math.max(windows[index] ?? 0, hit.beganAt - publishedAt);
  }
  return windows;
}

/** The loss of other nodes breaks connections and partitions queues; what a queue holds is lost with its own node alone. */
const mayLose = (occurrence: Occurrence, cause: string, queue: number): boolean =>
  hitsBroker(occurrence) ||
  (hitsCluster(occurrence) && (!LOST_WITH_QUEUE.has(cause) || occurrence.nodes.some((node) => held(node, queue))));

const isHit = (occurrence: Occurrence): boolean => hitsBroker(occurrence) || hitsCluster(occurrence);
