// A message of the simulated broker, the ways in which it can end, and whether it survives an outage.
import type { Headers, QueueSpec } from "@fairhare/amqp";

export type DeathReason = "rejected" | "expired" | "maxlen" | "delivery_limit";

/** Why a message left its queue without an acknowledgement. */
export type Fate =
  | "queue-not-durable"
  | "message-not-persistent"
  | "not-synced"
  | "not-written"
  | "expired"
  | "overflow"
  | "delivery-limit"
  | "rejected"
  | "auto-acked"
  /** A node that could not reach the queue dropped the publish. */
  | "unavailable"
  /** It was on the side of a partition that was discarded. */
  | "partitioned"
  /** Its node stopped because it did not see a majority. */
  | "minority-stopped"
  /** A planted bug of the broker. */
  | "forgotten";

/** What a publish says of its message. */
export interface Published {
  readonly task: number;
  readonly body: Buffer;
  readonly headers: Headers;
  readonly isPersistent: boolean;
  readonly priority: number;
}

export interface Message extends Published {
  readonly expiresAt: number;
  /** Position in publish order. */
  readonly order: number;
  readonly isRedelivered: boolean;
  readonly requeues: number;
  /** The same for all deliveries of the message. */
  readonly stored: { safety: "memory" | "written" | "synced" };
}

/** Why a delivered message was requeued. */
export type RequeueReason = "by-client" | "worker-killed" | "connection-lost" | "ack-timeout" | "node-lost";

/** `partitioned`: RabbitMQ stops and starts in a node because of a partition. */
export type Outage = "stopped" | "killed" | "power-cut" | "partitioned" | "minority-stopped";

export const FATES: Readonly<Record<DeathReason, Fate>> = {
  rejected: "rejected",
  expired: "expired",
  maxlen: "overflow",
  delivery_limit: "delivery-limit",
};

/** How the message is lost in the outage; null when it survives. */
export function fateAt(how: Outage, message: Message, { type, durable }: QueueSpec): Fate | null {
  const isSafe = type === "quorum" || (durable && message.isPersistent);
  if (how === "partitioned" || how === "minority-stopped") return isSafe ? null : how;
  if (type === "classic" && !durable) return "queue-not-durable";
  if (type === "classic" && !message.isPersistent) return "message-not-persistent";
  if (how === "stopped") return null;
  if (how === "power-cut") return message.stored.safety === "synced" ? null : "not-synced";
  return message.stored.safety === "memory" ? "not-written" : null;
}
