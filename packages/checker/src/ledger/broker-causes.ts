// Losses that a restart, a kill or a power cut of the broker causes.
import { NodeAbsence } from "@fairhare/protocol";
import { LossCause } from "@fairhare/results";
import { CutOff } from "./cut-off.ts";
import type { QueueOutage } from "../history/faults/queue-outages.ts";
import { Work } from "../history/tasks/work-table.ts";
import { wasDeadLetteredBy } from "./limit-causes.ts";
import { lastWithBroker, type LossEvidence } from "./loss-evidence.ts";

/** RabbitMQ writes a message to disk at most 200 ms after it arrived. */
const LATEST_WRITE_NS = 200e6;
/** RabbitMQ misses a silent node after a tick time of 60 s, at the earliest after three quarters of it. */
const LEAST_TICK_NS = 45e9;

/**
 * Needs a classic queue that is not durable, and a broker fault that ended after the last record of the task. Or, with a
 * dead-letter queue, which the fault deletes as well: a limit of the queue that made the task a dead letter before the
 * dead-letter queue was declared again.
 */
export function queueNotDurable(task: number, evidence: LossEvidence): LossCause | undefined {
  const { settings, brokerBackAt, deadLettersBackAt } = evidence;
  if (settings.queueType !== "classic" || settings.queueDurable) return undefined;
  if (lastWithBroker(task, evidence) < brokerBackAt) return LossCause.queueNotDurable;
  const wasDeadLettered =
    settings.deadLetter && brokerBackAt > -Infinity && wasDeadLetteredBy(task, evidence, deadLettersBackAt);
  return wasDeadLettered ? LossCause.queueNotDurable : undefined;
}

/**
 * Needs no publisher confirms, no delivery, a last publish while its node could not reach the node that holds the queue, or
 * leads it, and a connection that carried later publishes which arrived or that did not break: its node dropped the message.
 * Before 4.0 this also happens to a quorum queue with a new leader: a channel that was opened meanwhile asks the old one.
 */
export function queueUnavailable(task: number, evidence: LossEvidence): LossCause | undefined {
  const { settings, executions, unreachable, cutOff } = evidence;
  if (settings.confirmWindow > 0) return undefined;
  if (executions.table.is(task, Work.delivered) || cutOff[task] === CutOff.broken) return undefined;
  return unreachable.some((outage) => mayBeDropped(task, outage, evidence)) ? LossCause.queueUnavailable : undefined;
}

/**
 * A node keeps publishes to a paused node until it misses that node. A client that connects while the node of a classic queue
 * is away declares the queue, and publishes only where the node is reached. A node that is cut off reaches its own queues
 * alone.
 */
function mayBeDropped(task: number, outage: QueueOutage, evidence: LossEvidence): boolean {
  const { node, hadQueue, absence, downAt, backAt } = outage;
  const { settings, attempts } = evidence;
  const publishedAt = attempts.table.lastAt[task] ?? 0;
  if (publishedAt < downAt || publishedAt > backAt) return false;
  if (absence === NodeAbsence.paused && backAt - downAt < LEAST_TICK_NS) return false;
  const { openedAt, connectedNode } = publisherOf(task, publishedAt, evidence);
  if (settings.queueType !== "classic") return evidence.asksOldLeader && hadQueue && openedAt >= downAt;
  if (node === null || openedAt >= downAt) return false;
  return absence === NodeAbsence.isolated ? hadQueue !== (connectedNode === node) : hadQueue;
}

/** The connection that published the task: when it was opened, and the number of its node. */
function publisherOf(
  task: number,
  publishedAt: number,
  { attempts: { table, traces } }: LossEvidence,
): { readonly openedAt: number; readonly connectedNode: number } {
  const { process = 0, connectedAt = [], connectedTo = [] } = traces[table.shard[task] ?? 0] ?? {};
  const index = (connectedAt[process] ?? []).findLastIndex((at) => at <= publishedAt);
  const openedAt = connectedAt[process]?.[index] ?? -Infinity;
  return { openedAt, connectedNode: (connectedTo[process]?.[index] ?? 0) + 1 };
}

/**
 * Needs a classic queue, and a partition of the cluster that was over after the last record of the task. The side that
 * loses is restarted when the partition heals, or stops during it, and a queue that is declared on both sides has two contents.
 */
export function partitioned(task: number, evidence: LossEvidence): LossCause | undefined {
  return evidence.settings.queueType === "classic" && lastWithBroker(task, evidence) < evidence.partitionOverAt
    ? LossCause.partitioned
    : undefined;
}

/** Needs a transient message in a durable classic queue, and such a broker fault. A quorum queue writes every message. */
export function messageNotPersistent(task: number, evidence: LossEvidence): LossCause | undefined {
  const { queueType, queueDurable, persistent } = evidence.settings;
  return queueType === "classic" &&
    queueDurable &&
    !persistent &&
    lastWithBroker(task, evidence) < evidence.brokerBackAt
    ? LossCause.messageNotPersistent
    : undefined;
}

/**
 * Needs a durable queue and a persistent message, and a power cut that began after the last publish of the task and
 * after its last delivery, if any. With confirms the broker had confirmed the message. Without confirms it was handed to
 * the socket: the history does not show whether the power cut lost it in the socket or in the disk cache.
 *
 * If the broker was killed in between, either fault can have lost the message. The kill is the cause if a later task of
 * its producer was delivered before the power cut, or if an unconfirmed message was published so shortly before the kill
 * that RabbitMQ may not have written it.
 */
export function notSynced(task: number, evidence: LossEvidence): LossCause | undefined {
  const { settings, powerCutAt, brokerKilledAt, executions } = evidence;
  const waiting = evidence.waitingWith(task);
  const since = lastWithBroker(task, evidence);
  // A frozen worker reads later what was sent before the fault: `since` is then the time of the fault.
  const cutAt = powerCutAt.find((at) => at >= since);
  if (cutAt === undefined) return undefined;
  const kills = brokerKilledAt.filter((at) => at >= since && at < cutAt);
  if (kills.length === 0) return LossCause.notSynced;
  const wasPassedOver = !executions.table.is(task, Work.delivered) && waiting.firstDeliveryBehind(task) < cutAt;
  const writtenAt = waiting.attemptedAt(task) + (settings.confirmWindow > 0 ? 0 : LATEST_WRITE_NS);
  return wasPassedOver || kills.some((at) => at < writtenAt) ? undefined : LossCause.notSynced;
}

/**
 * Needs the same as `notSynced` with a kill of the broker instead of the power cut, and no evidence that the message was
 * lost with the connection. Written data survives the kill of a process, so the broker had not written the message.
 */
export function notWritten(task: number, evidence: LossEvidence): LossCause | undefined {
  const since = lastWithBroker(task, evidence);
  return evidence.brokerKilledAt.some((at) => at >= since) ? LossCause.notWritten : undefined;
}
