// The acknowledgement timeout is a setting of the broker itself: where it can be made, and with what not.
import { type AckTimeoutAnswer, brokerRules } from "@fairhare/core";
import type { TrialSettings } from "@fairhare/workload";
import { isExplicit } from "../options/given.ts";
import { refuse, type Rule } from "./rule.ts";

export const NOT_OURS =
  "The timeout is a setting of the whole broker, and an external one is not ours to set. Use --broker local, which starts a private one.";

const brokerIsOurs: Rule = ({ settings, cell: { ackTimeout, broker, uri }, findings }) => {
  const named = broker?.value ?? "auto";
  const isExternal = named === "external" || (named === "auto" && isExplicit(uri));
  if (settings.ackTimeoutMs > 0 && isExternal)
    refuse(findings, [ackTimeout, named === "auto" ? uri : broker], NOT_OURS);
};

const brokerStays: Rule = ({ settings, cell: { ackTimeout }, faults, findings }) => {
  const fault = faults.find(({ value }) => value.role === "broker");
  if (settings.ackTimeoutMs > 0 && fault)
    refuse(
      findings,
      [ackTimeout, fault],
      "A broker that was started again has its own timeout again. Leave one of them out.",
    );
};

const acksAreOwed: Rule = ({ settings, cell: { ackTimeout, ack, autoAck }, findings }) => {
  if (settings.ackTimeoutMs > 0 && settings.ack === "auto")
    refuse(
      findings,
      [ackTimeout, autoAck?.value ? autoAck : ack],
      "Under automatic acknowledgement no delivery waits for one. Use --ack manual, or leave --ack-timeout out.",
    );
};

export const ACK_TIMEOUT_RULES: readonly Rule[] = [brokerIsOurs, brokerStays, acksAreOwed];

/** What the broker does to a consumer of this queue that keeps a delivery for longer than the timeout. */
export function ackTimeoutAnswerOn(
  { queueType }: Pick<TrialSettings, "queueType">,
  brokerVersion: string,
): AckTimeoutAnswer {
  const { classicAckTimeout, quorumAckTimeout } = brokerRules(brokerVersion);
  return queueType === "quorum" ? quorumAckTimeout : classicAckTimeout;
}
