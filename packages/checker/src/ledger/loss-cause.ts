// Why a task was lost, as far as the history shows it. One function per cause, each with the evidence that it
// needs; the first that applies wins, and what no history explains is `unknown`.
import type { TrialSettings } from "@fairhare/workload";
import type { Attempts } from "../history/attempts.ts";
import type { Executions } from "../history/executions.ts";
import { LossCause } from "@fairhare/results";
import { Work } from "../history/work-table.ts";
import { CutOff } from "./cut-off.ts";
import type { Waiting } from "./waiting.ts";

export interface LossEvidence {
  readonly settings: TrialSettings;
  readonly attempts: Attempts;
  readonly executions: Executions;
  /** When the last fault of the broker was healed: Infinity when it never was, −Infinity without one. Nanoseconds. */
  readonly brokerBackAt: number;
  /** When faults took the broker down, in the order of time. Nanoseconds. */
  readonly brokerDownAt: readonly number[];
  /** When the last power cut of the broker began: −Infinity without one. Nanoseconds. */
  readonly powerCutAt: number;
  /** When the broker was killed last, likewise. */
  readonly brokerKilledAt: number;
  /** Nanoseconds; Infinity when the run did not drain. */
  readonly drainedAt: number;
  /** When the run had ended, and its queue was looked at last: nanoseconds; Infinity when that is not known. */
  readonly endedAt: number;
  /** By task: how the connection or channel ended on which nothing that was sent later arrived, a CutOff. */
  readonly cutOff: Uint8Array;
  /** Redeliveries after which the queue gives a message up when it comes back once more; null is never. */
  readonly deliveryLimit: number | null;
  /** Whether a failed task that its handler gave back counts towards that limit. */
  readonly countsRequeues: boolean;
  readonly waiting: Waiting;
}

/** Where `WorkTable.redeliveries` stops counting. */
const MOST_COUNTED = 255;

type CauseOf = (task: number, evidence: LossEvidence) => LossCause | undefined;

const CAUSES: readonly CauseOf[] = [
  autoAcked,
  beforeBrokerFault(overflow),
  beforeBrokerFault(expired),
  queueNotDurable,
  messageNotPersistent,
  deadLetterMissing,
  deliveryLimit,
  notSynced,
  (task, evidence) => overflow(task, evidence),
  (task, evidence) => expired(task, evidence),
  (task, evidence) => overflow(task, evidence, { mayOvertake: true }),
  unconfirmed,
  autoAckedInFlight,
  notWritten,
  unconfirmedClosed,
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
  const deliveredAt = wasDelivered ? sentNoLaterThan(task, evidence) : 0;
  return Math.max(attempts.table.lastAt[task] ?? 0, deliveredAt) < before;
}

/**
 * When the broker had sent the task's last delivery at the latest: when it was read, or when the broker went over whose
 * connection it came. A process that was frozen reads later what had come before.
 */
function sentNoLaterThan(task: number, { executions: { table, traces }, brokerDownAt }: LossEvidence): number {
  const readAt = table.lastDeliveredAt[task] ?? 0;
  const opened = traces[table.lastShard[task] ?? 0]?.connectedAt[table.lastSlot[task] ?? 0] ?? [];
  const openedAt = opened.findLast((at) => at <= readAt) ?? 0;
  return Math.min(readAt, brokerDownAt.find((at) => at > openedAt) ?? Infinity);
}

/** Needs: a handler that sent it to the dead-letter queue, where it did not arrive. */
function deadLetterMissing(task: number, { executions: { table } }: LossEvidence): LossCause | undefined {
  return table.is(task, Work.deadLettered) ? LossCause.deadLetterMissing : undefined;
}

/**
 * Needs: a quorum queue that has a limit, and as many redeliveries of the task as it allows, or more failures that gave
 * it back; ends of workers count where the task was in the hands of one and came back. Where the queue does not count what a handler gives back, only the redeliveries beyond those prove anything.
 */
function deliveryLimit(task: number, evidence: LossEvidence): LossCause | undefined {
  const { deliveryLimit: limit, countsRequeues, executions } = evidence;
  const { table } = executions;
  if (limit === null) return undefined;
  const failures = table.failures[task] ?? 0;
  const cameBackTooOften = countsRequeues && table.is(task, Work.givenBack) && failures > limit;
  const counted = (table.redeliveries[task] ?? 0) - (countsRequeues ? 0 : failures);
  // The history stops counting before the largest of limits.
  if (cameBackTooOften || counted >= Math.min(limit, MOST_COUNTED)) return LossCause.deliveryLimit;
  // A delivery that was on its way to a process when that ended came back, and is on no record.
  const unread =
    table.is(task, Work.delivered) && wentBack(task, evidence)
      ? endsSince(table.firstDeliveredAt[task] ?? 0, evidence)
      : 0;
  return unread > 0 && counted + unread >= Math.min(limit, MOST_COUNTED) ? LossCause.deliveryLimit : undefined;
}

/** How many connections of workers were lost, by themselves or with their process, after this time and before the drain. */
function endsSince(at: number, { executions: { traces }, drainedAt }: LossEvidence): number {
  return traces.filter(
    ({ exitedAt, lastBrokenAt }) => lastBrokenAt > at || (exitedAt !== null && exitedAt > at && exitedAt < drainedAt),
  ).length;
}

/** A limit of the queue took the task before any fault could take it together with the broker. */
function beforeBrokerFault(cause: LimitCauseOf): CauseOf {
  return (task, evidence) => {
    const publishedAt = evidence.attempts.table.lastAt[task] ?? 0;
    const downAt = evidence.brokerDownAt.find((at) => at > publishedAt);
    return downAt === undefined ? undefined : cause(task, evidence, { by: downAt });
  };
}

interface LimitOptions {
  /** When it must have happened at the latest, nanoseconds. */
  readonly by?: number;
  /** The task may have been in the queue before those that other producers attempted shortly before it. */
  readonly mayOvertake?: boolean;
}

type LimitCauseOf = (task: number, evidence: LossEvidence, options?: LimitOptions) => LossCause | undefined;

/**
 * Needs: a limit of the queue's length, and that the queue was full when the policy took the task. An old message is
 * dropped, where no dead-letter queue takes it, when as many as the limit came after it, before its time was up, and
 * before any of them was delivered; or, if it was delivered itself, it went back. A new one is refused, and never
 * delivered, when as many as the limit were waiting.
 */
function overflow(
  task: number,
  evidence: LossEvidence,
  { by = evidence.drainedAt, mayOvertake = false }: LimitOptions = {},
): LossCause | undefined {
  const { settings, executions, waiting } = evidence;
  const { maxLength, overflow: policy, deadLetter, messageTtlMs } = settings;
  if (!(maxLength > 0)) return undefined;
  const wasDelivered = executions.table.is(task, Work.delivered);
  if (policy === "reject-publish")
    return !wasDelivered && waiting.attemptedAt(task) < by && waiting.depthBefore(task) >= maxLength
      ? LossCause.overflow
      : undefined;
  if (deadLetter) return undefined;
  // What went back may have found a queue full of older messages that had gone back before it.
  if (wasDelivered && mayOvertake) return wentBack(task, evidence, by) ? LossCause.overflow : undefined;
  // Where a quorum queue counts no returns, what comes back goes to its end, and younger messages are dropped for it.
  const cameBehind = mayOvertake && settings.queueType === "quorum" ? returnsOf(evidence) : 0;
  const fullAt = waiting.attemptAfter(task, Math.max(0, maxLength - cameBehind), { mayOvertake });
  if (messageTtlMs > 0 && fullAt >= waiting.attemptedAt(task) + messageTtlMs * 1e6) return undefined;
  const wasThere = wasDelivered ? wentBack(task, evidence, by) : fullAt < waiting.firstDeliveryBehind(task);
  return wasThere && fullAt < by ? LossCause.overflow : undefined;
}

/** Deliveries that went back to the queue, as far as the history tells. */
const returnsOf = ({ executions: { redelivered, traces } }: LossEvidence): number =>
  traces.reduce((sum, { unfinished }) => sum + unfinished.length, redelivered);

/**
 * Needs: a time to live, no dead-letter queue, and a run that ended after the task's time was up. One that was never
 * delivered waited that long: nothing that its producer published after it was delivered before its time was up. One
 * that was delivered had been given back since.
 */
function expired(
  task: number,
  evidence: LossEvidence,
  { by = evidence.endedAt }: LimitOptions = {},
): LossCause | undefined {
  const { settings, executions, waiting } = evidence;
  const { messageTtlMs, deadLetter } = settings;
  if (!(messageTtlMs > 0) || deadLetter) return undefined;
  const upAt = waiting.attemptedAt(task) + messageTtlMs * 1e6;
  if (upAt >= by) return undefined;
  const waited = executions.table.is(task, Work.delivered)
    ? wentBack(task, evidence, by)
    : waiting.firstDeliveryBehind(task) >= upAt;
  return waited ? LossCause.expired : undefined;
}

/** Its last delivery was given back by its handler, or by the end of its connection or process before this time. */
function wentBack(task: number, { settings, executions, drainedAt }: LossEvidence, by = drainedAt): boolean {
  const { table, traces } = executions;
  if (settings.ack === "auto") return false;
  const { exitedAt = null, lastBrokenAt = -Infinity } = traces[table.lastShard[task] ?? 0] ?? {};
  const deliveredAt = table.lastDeliveredAt[task] ?? 0;
  return (
    table.is(task, Work.givenBack) ||
    (lastBrokenAt > deliveredAt && lastBrokenAt < by) ||
    (exitedAt ?? Infinity) < Math.min(by, drainedAt)
  );
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
  return cutOff[task] === CutOff.broken ? LossCause.unconfirmed : undefined;
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

/**
 * Needs: a quorum queue, no publisher confirms, no delivery, and a channel that its producer closed in good order after
 * the publish, without anything that was sent later on it having arrived. The broker's channel hands its publishes to
 * such a queue with a low priority, and its own end, which overtakes them, makes the queue drop those that come after.
 */
function unconfirmedClosed(task: number, { settings, executions, cutOff }: LossEvidence): LossCause | undefined {
  const { queueType, confirmWindow } = settings;
  if (queueType !== "quorum" || confirmWindow > 0 || executions.table.is(task, Work.delivered)) return undefined;
  return cutOff[task] === CutOff.closed ? LossCause.unconfirmedClosed : undefined;
}
