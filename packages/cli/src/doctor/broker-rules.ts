// Findings about the broker's version: the behaviour of RabbitMQ that differs between versions and affects results.
import { assertNever, type AckTimeoutAnswer, type BrokerRules, brokerRules, isKnownVersion } from "@fairhare/core";
import { type DoctorFinding, ok, warning } from "./finding.ts";

const BYTES_PER_MEBIBYTE = 1_048_576;

export function brokerRuleFindings(version: string): DoctorFinding[] {
  const rules = brokerRules(version);
  return [
    ...(isKnownVersion(version)
      ? []
      : [
          warning(
            "Broker version",
            `"${version}"`,
            "This is not a RabbitMQ version; Fairhare assumes the behaviour of the oldest known version.",
          ),
        ]),
    ok("Delivery limit", deliveryLimit(rules)),
    ok("Priorities", `quorum queues: ${QUORUM_PRIORITIES[rules.quorumPriorities]}`),
    ok("Ack timeout", ackTimeout(rules)),
    ok("Transient queues", transientQueues(rules)),
    ok("Largest body", `${rules.maxMessageBytes / BYTES_PER_MEBIBYTE} MiB by default (max_message_size)`),
    ok("Metadata", rules.metadataStore === "khepri" ? "Khepri on a new node" : "Mnesia on a new node"),
    ok("Failover", `quorum queues in a cluster: ${failover(rules)}`),
  ];
}

const QUORUM_PRIORITIES: Readonly<Record<BrokerRules["quorumPriorities"], string>> = {
  none: "none; classic queues: with x-max-priority",
  "two-levels": "two levels, 0 to 4 and above; classic queues: with x-max-priority",
  strict: "a strict order; classic queues: with x-max-priority",
};

const failover = ({ quorumChannelsAskOldLeader }: BrokerRules): string =>
  quorumChannelsAskOldLeader
    ? "a new channel publishes nothing until the node of the old leader is back"
    : "a new channel finds the new leader";

function deliveryLimit({ defaultDeliveryLimit, nackCountsAsDelivery }: BrokerRules): string {
  const limit = defaultDeliveryLimit === null ? "none by default" : `${defaultDeliveryLimit} by default`;
  const counted = nackCountsAsDelivery
    ? "every requeue counts"
    : "a reject with requeue counts, a nack with requeue does not";
  return `quorum queues: ${limit}; ${counted}`;
}

/** `consumer_timeout` from 3.8.17 on: https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout. */
const DEFAULT_ACK_TIMEOUT = "30 min by default";

function ackTimeout({ classicAckTimeout, quorumAckTimeout }: BrokerRules): string {
  return classicAckTimeout === quorumAckTimeout
    ? `${DEFAULT_ACK_TIMEOUT}; all queues: ${answer(classicAckTimeout)}`
    : `${DEFAULT_ACK_TIMEOUT}; classic queues: ${answer(classicAckTimeout)}; quorum queues: ${answer(quorumAckTimeout)}`;
}

function answer(what: AckTimeoutAnswer): string {
  switch (what) {
    case "closes-channel":
      return "closes the channel (406)";
    case "cancels-consumer":
      return "cancels the consumer";
    case "none":
      return "none";
    default:
      return assertNever(what);
  }
}

function transientQueues({ transientQueues: state }: BrokerRules): string {
  switch (state) {
    case "permitted":
      return "permitted";
    case "deprecated":
      return "deprecated, permitted by default";
    case "refused":
      return "refused unless deprecated_features.permit.transient_nonexcl_queues = true (set by some packages)";
    default:
      return assertNever(state);
  }
}
