// What RabbitMQ's version changes about the queue of a trial: its delivery limit, what counts towards it, and the
// acknowledgement timeout.
import { type AckTimeoutAnswer, brokerRules } from "@fairhare/core";
import type { TrialSettings } from "../settings.ts";

/** Whether RabbitMQ may have deleted a message while its task is in work, so that the end of the worker loses the task. */
export const acknowledgesBeforeWork = ({ ack }: Pick<TrialSettings, "ack">): boolean =>
  ack === "auto" || ack === "early";

type LimitSettings = Pick<TrialSettings, "queueType" | "deliveryLimit">;
type RequeueSettings = LimitSettings & Pick<TrialSettings, "ack" | "onError" | "requeueBy" | "retryMeans">;

/** The delivery limit of the trial's queue on this version of RabbitMQ; null means no limit. */
export function deliveryLimitOn({ queueType, deliveryLimit }: LimitSettings, brokerVersion: string): number | null {
  if (queueType !== "quorum" || deliveryLimit === "unlimited") return null;
  return deliveryLimit ?? brokerRules(brokerVersion).defaultDeliveryLimit;
}

/**
 * Whether the requeue of a failed task counts towards the delivery limit. Deliveries of a lost channel, such as that of
 * a crashed worker, always count.
 */
export const countsRequeues = (
  settings: Pick<TrialSettings, "onError" | "requeueBy" | "retryMeans">,
  brokerVersion: string,
): boolean => {
  const isNacked = settings.onError !== "crash" && (settings.requeueBy === "nack" || retriesInQueue(settings));
  return !isNacked || brokerRules(brokerVersion).nackCountsAsDelivery;
};

type RetrySettings = Pick<TrialSettings, "onError" | "retryMeans" | "queueType">;

/** The settings of a trial on this version of RabbitMQ, which decides what `auto` means. */
export function resolvedOn<S extends RetrySettings>(settings: S, brokerVersion: string): S {
  const { onError, retryMeans, queueType } = settings;
  if (onError !== "retry-delay" || retryMeans !== "auto") return settings;
  const canWait = queueType === "quorum" && brokerRules(brokerVersion).quorumDelaysRetries;
  return { ...settings, retryMeans: canWait ? "broker" : "dead-letter" };
}

/** Whether a failed task waits in its own queue until it is delivered again. Of settings that `resolvedOn` returns. */
export const retriesInQueue = ({ onError, retryMeans }: Pick<TrialSettings, "onError" | "retryMeans">): boolean =>
  onError === "retry-delay" && retryMeans === "broker";

/**
 * Whether RabbitMQ delivers a failed task again: its worker requeues it, sends it back with a delay, or crashes
 * before the acknowledgement.
 */
export const returnsOnError = ({ ack, onError }: Pick<TrialSettings, "ack" | "onError">): boolean =>
  onError === "requeue" || onError === "retry-delay" || (onError === "crash" && ack === "manual");

/**
 * Whether a poison task returns forever, because no delivery limit ends it. The retry queue takes what the limit removes, and
 * a task that waits in its own queue is nacked, which does not count there.
 */
export const requeuesForEver = (settings: RequeueSettings, brokerVersion: string): boolean =>
  returnsOnError(settings) &&
  (settings.onError === "retry-delay" ||
    deliveryLimitOn(settings, brokerVersion) === null ||
    !countsRequeues(settings, brokerVersion));

/**
 * What the broker does about a delivery that stays unacknowledged beyond the acknowledgement timeout: `none` on a
 * classic queue from RabbitMQ 4.3 on.
 */
export function ackTimeoutAnswerOn(
  { queueType }: Pick<TrialSettings, "queueType">,
  brokerVersion: string,
): AckTimeoutAnswer {
  const { classicAckTimeout, quorumAckTimeout } = brokerRules(brokerVersion);
  return queueType === "quorum" ? quorumAckTimeout : classicAckTimeout;
}
