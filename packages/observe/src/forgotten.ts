// Whether a delivery looks forgotten: it is in hand for much longer than any other one was, and its consumer has settled
// later deliveries since.
import { fromSeconds } from "@fairhare/core";
import type { ConsumerTally } from "./consumer-tally.ts";

const SHORTEST = fromSeconds(10);
/** Times the longest time to ack. */
const MUCH_LONGER = 10;
/** Without any settlement there is nothing to compare with. */
const SILENT = fromSeconds(60);

export function isForgotten(consumer: ConsumerTally, deliveredAt: number, now: number): boolean {
  const { lastSettledAt } = consumer;
  if (lastSettledAt === -Infinity) return now - deliveredAt > SILENT;
  const longest = consumer.timeToAck.percentile(100) ?? 0;
  return lastSettledAt > deliveredAt && now - deliveredAt > Math.max(SHORTEST, MUCH_LONGER * longest);
}

/** Whether a consumer has deliveries in hand and has settled none for much longer than any task took. */
export function isStalled(consumer: ConsumerTally, now: number): boolean {
  const { unacked, lastSettledAt } = consumer;
  const longest = consumer.work.percentile(100) ?? 0;
  return unacked > 0 && lastSettledAt !== -Infinity && now - lastSettledAt > Math.max(SILENT, MUCH_LONGER * longest);
}
