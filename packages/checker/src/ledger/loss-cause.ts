// Why a task was lost, as far as the history shows it. One function per cause, each with the evidence that it
// needs; the first that applies wins, and what no history explains is `unknown`.
import type { TrialSettings } from "@fairhare/experiment";
import type { Attempts } from "../history/attempts.ts";
import type { Executions } from "../history/executions.ts";
import { Work } from "../history/work-table.ts";

/** Stable names; docs/how-it-measures.md explains them. */
export const LossCause = {
  autoAckedInHand: "auto-acked-in-hand",
  autoAckedInBuffer: "auto-acked-in-buffer",
  autoAckedInFlight: "auto-acked-in-flight",
  queueNotDurable: "queue-not-durable",
  messageNotPersistent: "message-not-persistent",
  unconfirmed: "unconfirmed-when-connection-broke",
  deliveryLimit: "delivery-limit",
  notSynced: "not-synced",
  notWritten: "not-written",
  unknown: "unknown",
} as const;
export type LossCause = (typeof LossCause)[keyof typeof LossCause];

/** RabbitMQ's own limit for quorum queues from 4.0 on; a message is dropped when it comes back once more. */
const DELIVERY_LIMIT = 20;

export interface LossEvidence {
  readonly settings: TrialSettings;
  readonly attempts: Attempts;
  readonly executions: Executions;
  /** When the last fault of the broker was healed: Infinity when it never was, −Infinity without one. Nanoseconds. */
  readonly brokerBackAt: number;
  /** When the last power cut of the broker began: −Infinity without one. Nanoseconds. */
  readonly powerCutAt: number;
  /** When the broker was killed last, likewise. */
  readonly brokerKilledAt: number;
  /** Nanoseconds; Infinity when the run did not drain. */
  readonly drainedAt: number;
  /** By task: published on a connection that broke, on which nothing sent later arrived. */
  readonly cutOff: Uint8Array;
}

type CauseOf = (task: number, evidence: LossEvidence) => LossCause | undefined;

const CAUSES: readonly CauseOf[] = [
  autoAcked,
  queueNotDurable,
  messageNotPersistent,
  deliveryLimit,
  notSynced,
  unconfirmed,
  autoAckedInFlight,
  notWritten,
];

export function causeOfLoss(task: number, evidence: LossEvidence): LossCause {
  for (const cause of CAUSES) {
    const found = cause(task, evidence);
    if (found !== undefined) return found;
  }
  return LossCause.unknown;
}

/**
 * Needs: automatic acknowledgement, a delivery, and the end of who had it. Either its process was seen to end before
 * the drain, or its connection broke while the task waited and it dropped what it had not begun.
 */
function autoAcked(task: number, { settings, executions, drainedAt }: LossEvidence): LossCause | undefined {
  const { table, traces } = executions;
  if (settings.ack !== "auto" || !table.is(task, Work.delivered)) return undefined;
  if (table.is(task, Work.abandonedLast)) return LossCause.autoAckedInBuffer;
  const exitedAt = traces[table.lastShard[task] ?? 0]?.exitedAt ?? Infinity;
  if (exitedAt >= drainedAt) return undefined;
  return table.is(task, Work.begunLast) ? LossCause.autoAckedInHand : LossCause.autoAckedInBuffer;
}

/** Needs: a classic queue that was not durable, and a fault of the broker that ended after the task was last seen. */
function queueNotDurable(task: number, evidence: LossEvidence): LossCause | undefined {
  const { queueType, queueDurable } = evidence.settings;
  return queueType === "classic" && !queueDurable && brokerHadIt(task, evidence)
    ? LossCause.queueNotDurable
    : undefined;
}

/** The same for a durable classic queue and a transient message. A quorum queue writes every message. */
function messageNotPersistent(task: number, evidence: LossEvidence): LossCause | undefined {
  const { queueType, queueDurable, persistent } = evidence.settings;
  return queueType === "classic" && queueDurable && !persistent && brokerHadIt(task, evidence)
    ? LossCause.messageNotPersistent
    : undefined;
}

/** The task was published last, and delivered last if ever, before this moment: when the broker was back, by default. */
function brokerHadIt(task: number, evidence: LossEvidence, before = evidence.brokerBackAt): boolean {
  const { settings, attempts, executions } = evidence;
  const wasDelivered = executions.table.is(task, Work.delivered);
  // What was acknowledged on delivery was not the broker's to lose.
  if (wasDelivered && settings.ack === "auto") return false;
  const deliveredAt = wasDelivered ? (executions.table.lastDeliveredAt[task] ?? 0) : 0;
  return Math.max(attempts.table.lastAt[task] ?? 0, deliveredAt) < before;
}

/** Needs: a quorum queue, and as many redeliveries of the task as the limit allows. */
function deliveryLimit(task: number, { settings, executions: { table } }: LossEvidence): LossCause | undefined {
  return settings.queueType === "quorum" && (table.redeliveries[task] ?? 0) >= DELIVERY_LIMIT
    ? LossCause.deliveryLimit
    : undefined;
}

/**
 * Needs: a durable queue and a persistent message, which the two causes above leave, and a power cut that began after
 * the task was published last and, if ever, delivered last. With confirms the broker had answered for it. Without, it
 * was handed to the socket: what was still on its way when the power went cannot be told from what was written.
 */
function notSynced(task: number, evidence: LossEvidence): LossCause | undefined {
  return brokerHadIt(task, evidence, evidence.powerCutAt) ? LossCause.notSynced : undefined;
}

/**
 * Needs: no publisher confirms, no delivery, and a connection that broke after the publish without anything that was
 * sent later on it having arrived. So the publish may never have left the socket, or the broker not have kept it.
 */
function unconfirmed(task: number, { settings, executions, cutOff }: LossEvidence): LossCause | undefined {
  if (settings.confirmWindow > 0 || executions.table.is(task, Work.delivered)) return undefined;
  return cutOff[task] === 1 ? LossCause.unconfirmed : undefined;
}

/**
 * Needs: automatic acknowledgement, no delivery on record, and a worker that ended before the drain or lost its
 * connection after the publish. The broker forgets such a message when it sends it: what was on its way to that
 * worker is gone, and nowhere else can it have gone to.
 */
function autoAckedInFlight(task: number, evidence: LossEvidence): LossCause | undefined {
  const { settings, attempts, executions, drainedAt } = evidence;
  if (settings.ack !== "auto" || executions.table.is(task, Work.delivered)) return undefined;
  const publishedAt = attempts.table.lastAt[task] ?? 0;
  const someoneLeft = executions.traces.some(
    ({ exitedAt, lastBrokenAt }) =>
      lastBrokenAt > publishedAt || (exitedAt !== null && exitedAt > publishedAt && exitedAt < drainedAt),
  );
  return someoneLeft ? LossCause.autoAckedInFlight : undefined;
}

/**
 * Needs: the same as `notSynced`, with a kill of the broker in place of the power cut, after the causes above: nothing
 * says that the connection took the task along. What a process has written outlives it, so the broker had not.
 */
function notWritten(task: number, evidence: LossEvidence): LossCause | undefined {
  return brokerHadIt(task, evidence, evidence.brokerKilledAt) ? LossCause.notWritten : undefined;
}
