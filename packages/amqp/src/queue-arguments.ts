// A queue's specification → the arguments with which it is declared. Every argument that says nothing is left out:
// that keeps the queue equal to one that other clients declare without it.
import type { QueueSpec } from "./port.ts";

/** From here on a quorum queue has a delivery limit of its own, and -1 takes it away; before, -1 is refused. */
const FIRST_WITH_DELIVERY_LIMIT = 4;

export function queueArguments(spec: QueueSpec, majorVersion: number): Record<string, unknown> {
  const { type, expiresMs, deadLetterQueue = null, messageTtlMs = 0, maxLength = 0, overflow = "drop-head" } = spec;
  return {
    // Classic is the default everywhere.
    ...(type === "quorum" ? { "x-queue-type": "quorum" } : {}),
    ...(expiresMs > 0 ? { "x-expires": expiresMs } : {}),
    ...(deadLetterQueue === null ? {} : { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": deadLetterQueue }),
    ...(messageTtlMs > 0 ? { "x-message-ttl": messageTtlMs } : {}),
    ...(maxLength > 0 ? { "x-max-length": maxLength, "x-overflow": overflow } : {}),
    ...deliveryLimit(spec, majorVersion),
  };
}

function deliveryLimit({ deliveryLimit: limit = null }: QueueSpec, majorVersion: number): Record<string, unknown> {
  if (limit === null) return {};
  if (limit !== "unlimited") return { "x-delivery-limit": limit };
  return majorVersion >= FIRST_WITH_DELIVERY_LIMIT ? { "x-delivery-limit": -1 } : {};
}
