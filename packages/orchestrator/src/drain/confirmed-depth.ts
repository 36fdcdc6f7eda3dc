// Checks a depth of a quorum queue in a cluster. While the queue has no leader, RabbitMQ answers that it has no messages and
// no consumers, which would make every task lost.
import type { QueueDepth } from "@fairhare/amqp";
import { type Nanoseconds, sleep, type Timers } from "@fairhare/core";
import type { BrokerWatch } from "./broker-watch.ts";

/** The samples of a cluster come four per second, for hundreds of queues more slowly. */
const CONFIRMATION_LIMIT_MS = 3_000;
const POLL_MS = 50;

/**
 * Whether a leader that a majority follows has counted the messages after the reading began, and does not contradict it.
 * The broker's samples come only from such a leader.
 */
export async function isConfirmed(
  depth: QueueDepth,
  began: Nanoseconds,
  inside: Pick<BrokerWatch, "record" | "count">,
  clock: Timers,
): Promise<boolean> {
  for (;;) {
    inside.record();
    const counted = inside.count(began);
    const isEmpty = depth.ready === 0 && depth.consumers === 0;
    if (counted !== null) return !isEmpty || counted.ready + counted.unacknowledged === 0;
    if (clock.now() > began + CONFIRMATION_LIMIT_MS * 1e6) return false;
    await sleep(clock, POLL_MS);
  }
}
