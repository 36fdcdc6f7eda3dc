// Losses that the end of a worker, a producer or its connection causes: messages that the broker acknowledged on delivery,
// and publishes that never reached the broker.
import { LossCause } from "@fairhare/results";
import { Work } from "../history/tasks/work-table.ts";
import { CutOff } from "./cut-off.ts";
import type { LossEvidence } from "./loss-evidence.ts";

/**
 * Needs automatic acknowledgement, a delivery, and the end of its worker: the process ended before the drain, or the
 * connection broke while the task was in the prefetch buffer.
 */
export function autoAcked(task: number, { settings, executions, drainedAt }: LossEvidence): LossCause | undefined {
  const { table, traces } = executions;
  if (settings.ack !== "auto" || !table.is(task, Work.delivered)) return undefined;
  if (table.is(task, Work.abandonedLast)) return LossCause.autoAckedInBuffer;
  const exitedAt = traces[table.lastShard[task] ?? 0]?.exitedAt ?? Infinity;
  if (exitedAt >= drainedAt) return undefined;
  return table.is(task, Work.begunLast) ? LossCause.autoAckedInHand : LossCause.autoAckedInBuffer;
}

/**
 * Needs an acknowledgement before the work, work that began and has no end, and the end of its process before the drain.
 * The worker records the beginning before it acknowledges, and RabbitMQ requeues a message whose acknowledgement did not
 * arrive: a later delivery then follows.
 */
export function earlyAcked(task: number, { settings, executions, drainedAt }: LossEvidence): LossCause | undefined {
  const { table, traces } = executions;
  if (settings.ack !== "early" || !table.is(task, Work.begunLast)) return undefined;
  const exitedAt = traces[table.lastShard[task] ?? 0]?.exitedAt ?? Infinity;
  return exitedAt < drainedAt ? LossCause.earlyAckedInHand : undefined;
}

/**
 * Needs automatic acknowledgement, no recorded delivery, and a worker whose process ended before the drain, or whose
 * connection broke, after the publish. The broker forgets such a message when it sends it, so the message was lost on its
 * way to that worker.
 */
export function autoAckedInFlight(task: number, evidence: LossEvidence): LossCause | undefined {
  const { settings, attempts, executions, drainedAt } = evidence;
  if (settings.ack !== "auto" || executions.table.is(task, Work.delivered)) return undefined;
  const publishedAt = attempts.table.lastAt[task] ?? 0;
  const hasWorkerEnded = executions.traces.some(
    ({ exitedAt, lastBrokenAt }) =>
      lastBrokenAt > publishedAt || (exitedAt !== null && exitedAt > publishedAt && exitedAt < drainedAt),
  );
  return hasWorkerEnded ? LossCause.autoAckedInFlight : undefined;
}

/** Needs a handler that dead-lettered the task. The message did not arrive in the dead-letter queue. */
export function deadLetterMissing(task: number, { executions: { table } }: LossEvidence): LossCause | undefined {
  return table.is(task, Work.deadLettered) ? LossCause.deadLetterMissing : undefined;
}

/** Needs a handler that rejected the latest delivery into the retry queue. The message did not return. */
export function retryMissing(task: number, { executions: { table } }: LossEvidence): LossCause | undefined {
  return table.is(task, Work.delayedLast) ? LossCause.retryMissing : undefined;
}

/**
 * Needs no publisher confirms, no delivery, a connection that broke after the publish, and no delivery of a later message
 * of that connection. Either the publish never left the socket, or the broker did not store it.
 */
export function unconfirmed(task: number, { settings, executions, cutOff }: LossEvidence): LossCause | undefined {
  if (settings.confirmWindow > 0 || executions.table.is(task, Work.delivered)) return undefined;
  return cutOff[task] === CutOff.broken ? LossCause.unconfirmed : undefined;
}

/**
 * Needs a quorum queue, no publisher confirms, no delivery, a channel that its producer closed after the publish, and no
 * delivery of a later message of that channel. The broker's channel process sends publishes to a quorum queue with low
 * priority. Its own end overtakes them, and the queue then drops them.
 */
export function unconfirmedClosed(task: number, { settings, executions, cutOff }: LossEvidence): LossCause | undefined {
  const { queueType, confirmWindow } = settings;
  if (queueType !== "quorum" || confirmWindow > 0 || executions.table.is(task, Work.delivered)) return undefined;
  return cutOff[task] === CutOff.closed ? LossCause.unconfirmedClosed : undefined;
}

/**
 * Needs a quorum queue of a cluster, no publisher confirms, no delivery, and a last publish while a fault of nodes lasted. A
 * channel keeps publishes until the queue has a leader, also those that it has processed, and they end with its connection. A
 * producer that has published everything records no end of its connection.
 */
export function keptByChannel(
  task: number,
  { settings, attempts, executions, nodeFaults }: LossEvidence,
): LossCause | undefined {
  const { queueType, confirmWindow } = settings;
  if (queueType !== "quorum" || confirmWindow > 0 || executions.table.is(task, Work.delivered)) return undefined;
  const publishedAt = attempts.table.lastAt[task] ?? 0;
  return nodeFaults.some(({ from, to }) => publishedAt >= from && publishedAt <= to)
    ? LossCause.unconfirmed
    : undefined;
}
