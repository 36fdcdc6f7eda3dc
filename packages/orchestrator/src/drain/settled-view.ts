// What the queues hold after the whole fleet has ended, when RabbitMQ has requeued all unacknowledged messages: the proof that
// a task is lost, or is not.
import { type Nanoseconds, sleep, type Timers } from "@fairhare/core";
import type { QueueView } from "./queue-depths.ts";

/** The broker requeues the messages of a closed channel within milliseconds; a quorum queue reports them later, and delayed ones after their delay. */
const REQUEUE_LIMIT_MS = 2_000;
const REQUEUE_POLL_MS = 50;
/** A quorum queue elects a leader within seconds after its nodes are back, on a busy machine too. */
const ELECTION_LIMIT_MS = 15_000;

export interface SettlingQueues {
  /** Older samples of the unacknowledged count than `since` are ignored. Undefined if the broker does not answer. */
  readonly observe: (since: Nanoseconds) => Promise<QueueView | undefined>;
  /** Without a leader, the queues report no messages; samples of the broker show that, as their unacknowledged count. */
  readonly mayLackLeader: boolean;
  /** Milliseconds for which failed tasks wait in the queue, where its depth does not count them. */
  readonly hiddenDelayMs: number;
  /**
   * The messages that are ready, from the leaders; null if the reading is enough. Resolves with undefined if a queue has no
   * leader now, with null if no later attempt can count.
   */
  readonly countAtLeaders: (() => Promise<number | undefined | null>) | null;
}

/**
 * Polls until the queues hold `expected` messages or the requeue limit has passed. Undefined when the broker does not answer,
 * or a queue has no leader that could. Rejects with the reason of the signal.
 */
export async function settledView(
  expected: number,
  { observe, mayLackLeader, hiddenDelayMs, countAtLeaders }: SettlingQueues,
  clock: Timers,
  signal: AbortSignal,
): Promise<QueueView | undefined> {
  const since = clock.now();
  const after = (milliseconds: number): number => clock.now() + milliseconds * 1e6;
  let settledAt = after((mayLackLeader ? ELECTION_LIMIT_MS : REQUEUE_LIMIT_MS) + hiddenDelayMs);
  const endsAt = countAtLeaders === null ? settledAt : after(ELECTION_LIMIT_MS + hiddenDelayMs);
  for (;;) {
    const view = await observe(since);
    const isSettled = clock.now() > settledAt;
    const isCounted = view !== undefined && (!mayLackLeader || view.unacknowledged !== null);
    if (isCounted && (view.ready >= expected || isSettled)) {
      const ready = countAtLeaders === null ? view.ready : await countAtLeaders();
      if (ready === null) return undefined;
      // A message that the failed attempt has taken returns.
      if (ready === undefined) settledAt = after(REQUEUE_LIMIT_MS);
      else if (ready >= expected || isSettled) return { ...view, ready };
    }
    if (clock.now() > endsAt) return undefined;
    await sleep(clock, REQUEUE_POLL_MS, signal);
  }
}
