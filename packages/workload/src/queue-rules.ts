// What RabbitMQ's version changes about the queue of a trial: its delivery limit, what counts towards it, and the
// acknowledgement timeout.
import { type AckTimeoutAnswer, brokerRules } from "@fairhare/core";
import type { TrialSettings } from "./settings.ts";

type LimitSettings = Pick<TrialSettings, "queueType" | "deliveryLimit">;
type RequeueSettings = LimitSettings & Pick<TrialSettings, "onError" | "requeueBy">;

/** Counted redeliveries after which the queue drops a message; null without a limit. */
export function deliveryLimitOn({ queueType, deliveryLimit }: LimitSettings, brokerVersion: string): number | null {
  if (queueType !== "quorum" || deliveryLimit === "unlimited") return null;
  return deliveryLimit ?? brokerRules(brokerVersion).defaultDeliveryLimit;
}

/** Whether a failed task that its handler requeues counts towards the limit. The deliveries of a lost channel always do. */
export const countsRequeues = ({ requeueBy }: Pick<TrialSettings, "requeueBy">, brokerVersion: string): boolean =>
  requeueBy === "reject" || brokerRules(brokerVersion).nackCountsAsDelivery;

/** Whether a task that fails each time is requeued each time, as long as its queue exists. */
export const requeuesForEver = (settings: RequeueSettings, brokerVersion: string): boolean =>
  settings.onError === "requeue" &&
  (deliveryLimitOn(settings, brokerVersion) === null || !countsRequeues(settings, brokerVersion));

/**
 * What the broker does about a delivery that stays unacknowledged beyond the acknowledgement timeout: `none` on a classic
 * queue from RabbitMQ 4.3 on.
 */
export function ackTimeoutAnswerOn(
  { queueType }: Pick<TrialSettings, "queueType">,
  brokerVersion: string,
): AckTimeoutAnswer {
  const { classicAckTimeout, quorumAckTimeout } = brokerRules(brokerVersion);
  return queueType === "quorum" ? quorumAckTimeout : classicAckTimeout;
}
