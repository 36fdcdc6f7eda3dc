// Losses that the end of a worker or producer causes, or the end of its connection: messages that the broker forgot at
// delivery, and publishes that never reached it.
import { LossCause } from "@fairhare/results";
import { Work } from "../history/work-table.ts";
import { CutOff } from "./cut-off.ts";
import type { LossEvidence } from "./loss-evidence.ts";

/**
 * Needs automatic acknowledgement, a delivery, and the end of the worker that had it. Either its process ended before the
 * drain, or its connection broke while the task waited in the prefetch buffer.
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
 * Needs automatic acknowledgement, no recorded delivery, and a worker whose process ended before the drain, or whose
 * connection broke, after the publish. The broker forgets such a message when it sends it, so it was lost on its way to
 * that worker.
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

/** Needs a handler that dead-lettered the task, and a dead-letter queue where it did not arrive. */
export function deadLetterMissing(task: number, { executions: { table } }: LossEvidence): LossCause | undefined {
  return table.is(task, Work.deadLettered) ? LossCause.deadLetterMissing : undefined;
}

/**
 * Needs no publisher confirms, no delivery, and a connection that broke after the publish, with no later message of that
 * connection delivered. Either the publish never left the socket, or the broker did not store it.
 */
export function unconfirmed(task: number, { settings, executions, cutOff }: LossEvidence): LossCause | undefined {
  if (settings.confirmWindow > 0 || executions.table.is(task, Work.delivered)) return undefined;
  return cutOff[task] === CutOff.broken ? LossCause.unconfirmed : undefined;
}

/**
 * Needs a quorum queue, no publisher confirms, no delivery, and a channel that its producer closed after the publish,
 * with no later message of that channel delivered. The broker's channel process hands publishes to a quorum queue with
 * low priority; its own end overtakes them, and the queue then drops them.
 */
export function unconfirmedClosed(task: number, { settings, executions, cutOff }: LossEvidence): LossCause | undefined {
  const { queueType, confirmWindow } = settings;
  if (queueType !== "quorum" || confirmWindow > 0 || executions.table.is(task, Work.delivered)) return undefined;
  return cutOff[task] === CutOff.closed ? LossCause.unconfirmedClosed : undefined;
}
