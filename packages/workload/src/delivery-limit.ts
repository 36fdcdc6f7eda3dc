// How often a queue hands out a message again before it gives it up: whether it counts at all, up to which limit, and
// whether what the handlers of this trial do is counted. All of it depends on the broker's version.
import { brokerRules } from "@fairhare/core";
import type { TrialSettings } from "./settings.ts";

type LimitSettings = Pick<TrialSettings, "queueType" | "deliveryLimit">;
type RequeueSettings = LimitSettings & Pick<TrialSettings, "onError" | "requeueBy">;

/** Counted deliveries that came back; null is no limit. */
export function deliveryLimitOn({ queueType, deliveryLimit }: LimitSettings, brokerVersion: string): number | null {
  if (queueType !== "quorum" || deliveryLimit === "unlimited") return null;
  return deliveryLimit ?? brokerRules(brokerVersion).defaultDeliveryLimit;
}

/** Whether a failed task that its handler gives back counts towards the limit. A lost channel's deliveries always do. */
export const countsRequeues = ({ requeueBy }: Pick<TrialSettings, "requeueBy">, brokerVersion: string): boolean =>
  requeueBy === "reject" || brokerRules(brokerVersion).nackCountsAsDelivery;

/** Whether a task that fails each time is given back each time, for as long as its queue lives. */
export const requeuesForEver = (settings: RequeueSettings, brokerVersion: string): boolean =>
  settings.onError === "requeue" &&
  (deliveryLimitOn(settings, brokerVersion) === null || !countsRequeues(settings, brokerVersion));
