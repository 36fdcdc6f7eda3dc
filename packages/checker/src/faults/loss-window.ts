// How far back a fault of the broker reached: from the publish of the oldest task that was lost with it.
import type { AttemptTable } from "../history/attempt-table.ts";
import type { Loss } from "../ledger/ledger.ts";
import { LossCause } from "../ledger/loss-cause.ts";
import { hitsBroker, type Occurrence } from "./occurrence.ts";

/** What is lost for these reasons was the broker's when it was hit, or on its way there. */
const LOST_WITH_BROKER: ReadonlySet<string> = new Set([
  LossCause.queueNotDurable,
  LossCause.messageNotPersistent,
  LossCause.notSynced,
  LossCause.unconfirmed,
  LossCause.unknown,
]);

/**
 * By occurrence, which are in the order of time: when the oldest task that was lost with it was published last, in
 * nanoseconds; null when none was. A task counts for the first fault of the broker after its publish, so with several
 * faults the time is a lower bound.
 */
export function oldestLostTo(
  occurrences: readonly Occurrence[],
  losses: readonly Loss[],
  attempts: AttemptTable,
): (number | null)[] {
  const oldest = occurrences.map((): number | null => null);
  for (const { task, cause } of losses) {
    if (!LOST_WITH_BROKER.has(cause)) continue;
    const publishedAt = attempts.lastAt[task] ?? 0;
    const index = occurrences.findIndex((occurrence) => hitsBroker(occurrence) && occurrence.beganAt > publishedAt);
    const known = oldest[index];
    if (index >= 0) oldest[index] = Math.min(known ?? Infinity, publishedAt);
  }
  return oldest;
}
