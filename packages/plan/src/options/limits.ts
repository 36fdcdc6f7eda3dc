// What the queue does with messages that wait too long, are too many, or come back too often.
import type { OptionTable } from "./option.ts";
import { boolean, choice, wholeMilliseconds, wholeNumber } from "./value-kind.ts";

/** How `--delivery-limit unlimited` is read; RabbitMQ 4 writes it so too. */
export const UNLIMITED_DELIVERIES = -1;
/** A day: longer than any run that still is one. */
const MAX_TTL_MS = 86_400_000;
const MAX_LENGTH = 4_294_967_295;
/** Below it the broker's own look at the time would be what is measured. */
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
    description: "Give the queue a dead-letter queue and record what comes there; on under --on-error dead-letter.",
  },
  messageTtl: {
    group: "Queue limits",
    flag: "message-ttl",
    kind: wholeMilliseconds({ min: 1, max: MAX_TTL_MS }),
    axis: true,
    description: "How long a message may wait in the queue before it expires.",
  },
  maxLength: {
    group: "Queue limits",
    flag: "max-length",
    kind: wholeNumber({ min: 1, max: MAX_LENGTH }),
    axis: true,
    description: "Messages that the queue may hold ready for delivery.",
  },
  overflow: {
    group: "Queue limits",
    flag: "overflow",
    kind: choice(["drop-head", "reject-publish"]),
    default: "drop-head",
    axis: true,
    description: "What a full queue does: drop its oldest message, or refuse the new one; with --max-length.",
  },
  deliveryLimit: {
    group: "Queue limits",
    flag: "delivery-limit",
    kind: wholeNumber({ min: 1, max: 1_000_000 }, { unlimited: UNLIMITED_DELIVERIES }),
    axis: true,
    description: "Redeliveries after which a quorum queue gives a message up; by default 20 from RabbitMQ 4 on.",
  },
  ackTimeout: {
    group: "Queue limits",
    flag: "ack-timeout",
    kind: wholeMilliseconds({ min: MIN_ACK_TIMEOUT_MS, max: MAX_TTL_MS }),
    axis: true,
    description: "How long a delivery may stay unacknowledged before the broker takes it back; by default 30 minutes.",
  },
};
