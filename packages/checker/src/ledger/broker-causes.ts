// Losses that a restart, a kill or a power cut of the broker causes.
import { LossCause } from "@fairhare/results";
import { brokerHadIt, type LossEvidence } from "./loss-evidence.ts";

/** Needs a classic queue that is not durable, and a broker fault that ended after the last record of the task. */
export function queueNotDurable(task: number, evidence: LossEvidence): LossCause | undefined {
  const { queueType, queueDurable } = evidence.settings;
  return queueType === "classic" && !queueDurable && brokerHadIt(task, evidence)
    ? LossCause.queueNotDurable
    : undefined;
}

/** Needs a transient message in a durable classic queue, and such a broker fault. A quorum queue writes every message. */
export function messageNotPersistent(task: number, evidence: LossEvidence): LossCause | undefined {
  const { queueType, queueDurable, persistent } = evidence.settings;
  return queueType === "classic" && queueDurable && !persistent && brokerHadIt(task, evidence)
    ? LossCause.messageNotPersistent
    : undefined;
}

/**
 * Needs a durable queue and a persistent message, and a power cut that began after the last publish of the task and
 * after its last delivery, if any. With confirms the broker had confirmed the message. Without confirms it was handed to
 * the socket: the history does not show whether the power cut lost it in the socket or in the disk cache.
 */
export function notSynced(task: number, evidence: LossEvidence): LossCause | undefined {
  return brokerHadIt(task, evidence, evidence.powerCutAt) ? LossCause.notSynced : undefined;
}

/**
 * Needs the same as `notSynced` with a kill of the broker instead of the power cut, and no evidence that the message was
 * lost with the connection. Written data survives the kill of a process, so the broker had not written the message.
 */
export function notWritten(task: number, evidence: LossEvidence): LossCause | undefined {
  return brokerHadIt(task, evidence, evidence.brokerKilledAt) ? LossCause.notWritten : undefined;
}
