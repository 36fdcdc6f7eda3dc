// How often a queue hands out a message again before it gives it up, which depends on the broker's version.
import type { TrialSettings } from "./settings.ts";

/** Of quorum queues, from RabbitMQ 4.0 on. */
const DEFAULT_LIMIT = 20;
const FIRST_WITH_A_DEFAULT = 4;

/** Redeliveries; null is no limit. A version that is not known is taken for one without a limit of its own. */
export function deliveryLimitOn(
  { queueType, deliveryLimit }: Pick<TrialSettings, "queueType" | "deliveryLimit">,
  brokerVersion: string,
): number | null {
  if (queueType !== "quorum" || deliveryLimit === "unlimited") return null;
  if (deliveryLimit !== null) return deliveryLimit;
  return Number.parseInt(brokerVersion, 10) >= FIRST_WITH_A_DEFAULT ? DEFAULT_LIMIT : null;
}
