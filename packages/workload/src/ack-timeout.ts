// What the broker does about a delivery that stays unacknowledged longer than the acknowledgement timeout.
import { type AckTimeoutAnswer, brokerRules } from "@fairhare/core";
import type { TrialSettings } from "./settings.ts";

/** The answer depends on the broker's version and the queue type: `none` on a classic queue from RabbitMQ 4.3 on. */
export function ackTimeoutAnswerOn(
  { queueType }: Pick<TrialSettings, "queueType">,
  brokerVersion: string,
): AckTimeoutAnswer {
  const { classicAckTimeout, quorumAckTimeout } = brokerRules(brokerVersion);
  return queueType === "quorum" ? quorumAckTimeout : classicAckTimeout;
}
