// Losses that a limit of the queue causes: length, time to live of the messages, delivery limit.
import { LossCause } from "@fairhare/results";
import { hasMixedPriorities, retriesInQueue } from "@fairhare/workload";
import { Work } from "../history/tasks/work-table.ts";
import { type CauseOf, type LossEvidence, wasRequeued } from "./loss-evidence.ts";

/** Largest value of `WorkTable.redeliveries`. */
const MOST_COUNTED = 255;

interface LimitOptions {
  /** The latest time at which the queue can have dropped the task; nanoseconds. */
  readonly by?: number;
  /** The task may have been in the queue before tasks that other producers attempted shortly before it. */
  readonly mayOvertake?: boolean;
}

type LimitCauseOf = (task: number, evidence: LossEvidence, options?: LimitOptions) => LossCause | undefined;

/** The limit dropped the task before a fault that took the broker down. */
export function beforeBrokerFault(cause: LimitCauseOf): CauseOf {
  return (task, evidence) => {
    const publishedAt = evidence.attempts.table.lastAt[task] ?? 0;
    const downAt = evidence.brokerDownAt.find((at) => at > publishedAt);
    return downAt === undefined ? undefined : cause(task, evidence, { by: downAt });
  };
}

/**
 * Needs a length limit, and a full queue when the overflow policy applied to the task.
 *
 * - drop-head, without a dead-letter queue: a number of later tasks equal to the limit arrived before the task's time to
 *   live ended and before a later task of its producer was delivered; or the task was delivered and requeued.
 *   With messages of different priorities: that number of other tasks may have been in the queue together with the task.
 * - reject-publish: the task was never delivered, and a number of tasks equal to the limit was waiting.
 */
export function overflow(
  task: number,
  evidence: LossEvidence,
  { by = evidence.drainedAt, mayOvertake = false }: LimitOptions = {},
): LossCause | undefined {
  const { settings, executions } = evidence;
  const waiting = evidence.waitingWith(task);
  const { maxLength, overflow: policy, deadLetter } = settings;
  if (!(maxLength > 0)) return undefined;
  if (policy === "drop-head")
    return !deadLetter && wasDroppedFromHead(task, evidence, { by, mayOvertake }) ? LossCause.overflow : undefined;
  const wasDelivered = executions.table.is(task, Work.delivered);
  return !wasDelivered && waiting.attemptedAt(task) < by && waiting.depthBefore(task) >= maxLength
    ? LossCause.overflow
    : undefined;
}

function wasDroppedFromHead(
  task: number,
  evidence: LossEvidence,
  { by, mayOvertake }: Required<LimitOptions>,
): boolean {
  const { settings, executions } = evidence;
  const waiting = evidence.waitingWith(task);
  const { maxLength, messageTtlMs } = settings;
  const wasDelivered = executions.table.is(task, Work.delivered);
  // A queue with priorities drops from its head as well, which can be a message that came last.
  if (hasMixedPriorities(settings)) {
    const wasWaiting = !wasDelivered || wasRequeued(task, evidence, by);
    return wasWaiting && waiting.attemptedAt(task) < by && waiting.companions(task) >= maxLength;
  }
  // A requeued message can return to a queue that is full of older requeued messages.
  if (wasDelivered && mayOvertake) return wasRequeued(task, evidence, by);
  // A quorum queue that does not count requeues puts requeued messages at its end and drops younger messages for them.
  const cameBehind = mayOvertake && settings.queueType === "quorum" ? returnsOf(evidence) : 0;
  const fullAt = waiting.attemptAfter(task, Math.max(0, maxLength - cameBehind), { mayOvertake });
  if (messageTtlMs > 0 && fullAt >= waiting.attemptedAt(task) + messageTtlMs * 1e6) return false;
  const wasThere = wasDelivered ? wasRequeued(task, evidence, by) : fullAt < waiting.firstDeliveryBehind(task);
  return wasThere && fullAt < by;
}

/** Number of deliveries that returned to the queue, as far as the history shows. */
const returnsOf = ({ executions: { redelivered, traces } }: LossEvidence): number =>
  traces.reduce((sum, { unfinished }) => sum + unfinished.length, redelivered);

/**
 * Needs a time to live, no dead-letter queue, and a run that ended after the task's time to live. Without a delivery: no
 * later task of its producer was delivered before the task expired. With a delivery: it was requeued afterwards.
 */
export function expired(
  task: number,
  evidence: LossEvidence,
  { by = evidence.endedAt }: LimitOptions = {},
): LossCause | undefined {
  const { messageTtlMs, deadLetter } = evidence.settings;
  return messageTtlMs > 0 && !deadLetter && outlivedItsTtl(task, evidence, by) ? LossCause.expired : undefined;
}

function outlivedItsTtl(task: number, evidence: LossEvidence, by: number): boolean {
  const { settings, executions } = evidence;
  const waiting = evidence.waitingWith(task);
  // Its time to live begins when it arrives.
  const expiresAt = waiting.attemptedAt(task) + (settings.rttMs / 2 + settings.messageTtlMs) * 1e6;
  if (expiresAt >= by) return false;
  return executions.table.is(task, Work.delivered)
    ? wasRequeued(task, evidence, by)
    : waiting.firstDeliveryBehind(task) >= expiresAt;
}

/** A limit of the queue made the task a dead letter before this time, as far as the same evidence shows. */
export function wasDeadLetteredBy(task: number, evidence: LossEvidence, by: number): boolean {
  const { maxLength, overflow: policy, messageTtlMs } = evidence.settings;
  const isDropped = (mayOvertake: boolean): boolean => wasDroppedFromHead(task, evidence, { by, mayOvertake });
  if (maxLength > 0 && policy === "drop-head" && (isDropped(false) || isDropped(true))) return true;
  return messageTtlMs > 0 && outlivedItsTtl(task, evidence, by);
}

/**
 * Needs a quorum queue with a delivery limit, and as many redeliveries of the task as the limit, or more failures that
 * requeued it. If the task was delivered and requeued, each worker connection that ended after its first delivery counts
 * as one more. If the queue does not count requeues by a handler, only the redeliveries beyond those are evidence.
 */
export function deliveryLimit(task: number, evidence: LossEvidence): LossCause | undefined {
  const { settings, deliveryLimit: limit, countsRequeues, executions } = evidence;
  const { table } = executions;
  if (limit === null) return undefined;
  // A rejection into the retry queue does not requeue the task.
  const isMoved = settings.onError === "retry-delay" && !retriesInQueue(settings);
  const failures = isMoved ? 0 : (table.failures[task] ?? 0);
  const wasRequeuedTooOften = countsRequeues && table.is(task, Work.requeued) && failures > limit;
  const counted = (table.redeliveries[task] ?? 0) - (countsRequeues ? 0 : failures);
  // `WorkTable` stops counting redeliveries below the largest possible limit.
  if (wasRequeuedTooOften || counted >= Math.min(limit, MOST_COUNTED)) return LossCause.deliveryLimit;
  // The broker requeued deliveries on their way to a process that ended; no record shows them.
  const unread =
    table.is(task, Work.delivered) && wasRequeued(task, evidence)
      ? connectionsEndedSince(table.firstDeliveredAt[task] ?? 0, evidence)
      : 0;
  return unread > 0 && counted + unread >= Math.min(limit, MOST_COUNTED) ? LossCause.deliveryLimit : undefined;
}

/** Number of worker connections that ended after this time, alone or, before the end of the drain, with their process. */
function connectionsEndedSince(at: number, { executions: { traces }, drainedAt }: LossEvidence): number {
  return traces.filter(
    ({ exitedAt, lastBrokenAt }) => lastBrokenAt > at || (exitedAt !== null && exitedAt > at && exitedAt < drainedAt),
  ).length;
}
