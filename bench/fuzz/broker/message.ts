// A message of the simulated broker, what may become of it, and what of it outlives an outage.
import type { Headers, QueueSpec } from "@fairhare/amqp";

export type DeathReason = "rejected" | "expired" | "maxlen" | "delivery_limit";

/** What the broker knows became of a message that is in no queue any more and was not acknowledged. */
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
  /** A bug of the broker, planted. */
  | "forgotten";

export interface Message {
  readonly task: number;
  readonly body: Buffer;
  readonly headers: Headers;
  readonly isPersistent: boolean;
  readonly expiresAt: number;
  /** Its place among those that came before and after. */
  readonly order: number;
  isRedelivered: boolean;
  requeues: number;
  safety: "memory" | "written" | "synced";
}

/** Why a message that was delivered went back to its queue. */
export type RequeueReason = "by-client" | "worker-killed" | "connection-lost" | "ack-timeout";

export type Outage = "stopped" | "killed" | "power-cut";

export const FATES: Readonly<Record<DeathReason, Fate>> = {
  rejected: "rejected",
  expired: "expired",
  maxlen: "overflow",
  delivery_limit: "delivery-limit",
};

/** Null for a message that is still there when the broker comes back. */
export function fateAt(how: Outage, message: Message, { type, durable }: QueueSpec): Fate | null {
  if (type === "classic" && !durable) return "queue-not-durable";
  if (type === "classic" && !message.isPersistent) return "message-not-persistent";
  if (how === "stopped") return null;
  if (how === "power-cut") return message.safety === "synced" ? null : "not-synced";
  return message.safety === "memory" ? "not-written" : null;
}
