// How far back a fault of the broker reached: from the publish of the oldest task that was lost with it.
import type { AttemptTable } from "../history/attempt-table.ts";
import type { Loss } from "../ledger/ledger.ts";
import { LossCause } from "@fairhare/results";
import { hitsBroker, type Occurrence } from "../history/occurrence.ts";

/** What is lost for these reasons was the broker's when it was hit, or on its way there. */
const LOST_WITH_BROKER: ReadonlySet<string> = new Set([
  LossCause.queueNotDurable,
  LossCause.messageNotPersistent,
  LossCause.notSynced,
  LossCause.notWritten,
  LossCause.unconfirmed,
  LossCause.unknown,
]);

/**
 * By occurrence, which are in the order of time: how long before it the oldest task that was lost with it was published
 * last, in nanoseconds; 0 when none was lost, null for a fault that was not the broker's. A task counts for the first
 * fault of the broker after its publish, so with several faults the window is a lower bound.
 */
export function lossWindows(
  occurrences: readonly Occurrence[],
  losses: readonly Loss[],
  attempts: AttemptTable,
): (number | null)[] {
  const windows = occurrences.map((occurrence): number | null => (hitsBroker(occurrence) ? 0 : null));
  for (const { task, cause } of losses) {
    if (!LOST_WITH_BROKER.has(cause)) continue;
    const publishedAt = attempts.lastAt[task] ?? 0;
    const index = occurrences.findIndex((occurrence) => hitsBroker(occurrence) && occurrence.beganAt > publishedAt);
    const hit = occurrences[index];
    if (hit) windows[index] = Math.max(windows[index] ?? 0, hit.beganAt - publishedAt);
  }
  return windows;
}
