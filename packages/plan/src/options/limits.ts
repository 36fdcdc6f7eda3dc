// Options of the queue limits: dead-lettering, message TTL, length, redeliveries, acknowledgement timeout.
import type { OptionTable } from "./option.ts";
import { boolean, choice, wholeMilliseconds, wholeNumber } from "./kinds/value-kind.ts";

/** The value of `--delivery-limit unlimited`; RabbitMQ 4 uses -1 for it as well. */
export const UNLIMITED_DELIVERIES = -1;
/** One day, in milliseconds. */
const MAX_TTL_MS = 86_400_000;
const MAX_LENGTH = 4_294_967_295;
/** Milliseconds; below it, the broker's own check interval would dominate the measurement. */
const MIN_ACK_TIMEOUT_MS = 100;

export const LIMIT_OPTIONS: OptionTable<
  "deadLetter" | "messageTtl" | "maxLength" | "overflow" | "deliveryLimit" | "ackTimeout"
> = {
  deadLetter: {
    group: "Queue limits",
    flag: "dead-letter",
    kind: boolean,
    axis: true,
    isSwitch: true,
    description: "Add a dead-letter queue and record its messages; implied by --on-error dead-letter.",
  },
  messageTtl: {
    group: "Queue limits",
    flag: "message-ttl",
    kind: wholeMilliseconds({ min: 1, max: MAX_TTL_MS }),
    axis: true,
    description: "Time in the queue after which a message expires (default: no limit).",
  },
  maxLength: {
    group: "Queue limits",
    flag: "max-length",
    kind: wholeNumber({ min: 1, max: MAX_LENGTH }),
    axis: true,
    description: "Maximum number of ready messages in the queue (default: no limit).",
  },
  overflow: {
    group: "Queue limits",
    flag: "overflow",
    kind: choice(["drop-head", "reject-publish"]),
    default: "drop-head",
    axis: true,
    description: "Overflow behaviour: drop the oldest message or reject the new one; needs --max-length.",
  },
  deliveryLimit: {
    group: "Queue limits",
    flag: "delivery-limit",
    kind: wholeNumber({ min: 1, max: 1_000_000 }, { unlimited: UNLIMITED_DELIVERIES }),
    axis: true,
    description: "Redelivery limit of a quorum queue (default: RabbitMQ's, 20 from 4.0 on).",
  },
  ackTimeout: {
    group: "Queue limits",
    flag: "ack-timeout",
    kind: wholeMilliseconds({ min: MIN_ACK_TIMEOUT_MS, max: MAX_TTL_MS }),
    axis: true,
    description: "Time limit for acknowledging a delivery (default: RabbitMQ's, 30 minutes).",
  },
};
