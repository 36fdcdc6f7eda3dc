// A queue's specification → the arguments with which it is declared. Every argument that says nothing is left out:
// that keeps the queue equal to one that other clients declare without it. The type is always said: without it, a
// virtual host or a node with a default queue type of its own makes another queue than the one that was asked for.
import { brokerRules } from "@fairhare/core";
import type { QueueSpec } from "./port.ts";

export function queueArguments(spec: QueueSpec, brokerVersion: string): Record<string, unknown> {
  const { type, expiresMs, deadLetterQueue = null, messageTtlMs = 0, maxLength = 0, overflow = "drop-head" } = spec;
  return {
    "x-queue-type": type,
    ...(expiresMs > 0 ? { "x-expires": expiresMs } : {}),
    ...(deadLetterQueue === null ? {} : { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": deadLetterQueue }),
    ...(messageTtlMs > 0 ? { "x-message-ttl": messageTtlMs } : {}),
    ...(maxLength > 0 ? { "x-max-length": maxLength, "x-overflow": overflow } : {}),
    ...deliveryLimit(spec, brokerVersion),
  };
}

function deliveryLimit({ deliveryLimit: limit = null }: QueueSpec, brokerVersion: string): Record<string, unknown> {
  if (limit === null) return {};
  if (limit !== "unlimited") return { "x-delivery-limit": limit };
  return brokerRules(brokerVersion).takesUnlimitedDeliveryLimit ? { "x-delivery-limit": -1 } : {};
}
