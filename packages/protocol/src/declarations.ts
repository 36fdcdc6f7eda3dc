// What the processes of a run declare at the broker: the queue, its dead-letter queue, and the names of connections. A
// process that reconnects to a restarted broker must declare the queue with the same arguments.
import type { TrialSettings } from "@fairhare/workload";

type QueueSettings = Pick<
  TrialSettings,
  | "queue"
  | "queueType"
  | "queueDurable"
  | "queueArguments"
  | "exchange"
  | "routingKey"
  | "onError"
  | "deadLetter"
  | "messageTtlMs"
  | "maxLength"
  | "overflow"
  | "deliveryLimit"
>;

/** `queueExpiresMs`: the broker deletes the queue after this time without use; 0 is never. */
export function queueSpecOf(
  settings: QueueSettings,
  { queue, queueExpiresMs }: { queue: string; queueExpiresMs: number },
) {
  const {
    queue: { predeclared: passive },
    queueType: type,
    queueDurable: durable,
    queueArguments: otherArguments,
    exchange,
    routingKey,
    onError,
    deadLetter,
    messageTtlMs,
    maxLength,
    overflow,
    deliveryLimit,
  } = settings;
  return {
    name: queue,
    passive,
    type,
    durable,
    expiresMs: queueExpiresMs,
    deadLetterQueue: onError === "retry-delay" ? retryQueueOf(queue) : deadLetter ? deadLetterQueueOf(queue) : null,
    messageTtlMs,
    maxLength,
    overflow,
    deliveryLimit,
    otherArguments,
    binding: exchange === null ? null : { exchange, routingKey: routingKey ?? queue },
  };
}

type RetrySettings = Pick<TrialSettings, "queueType" | "queueDurable" | "onError" | "retryDelayMs">;

/** The queue in which failed tasks wait until they return to `queue`; null for other handlings of a failure. */
export function retrySpecOf(
  { queueType: type, queueDurable: durable, onError, retryDelayMs: messageTtlMs }: RetrySettings,
  { queue, queueExpiresMs: expiresMs }: { queue: string; queueExpiresMs: number },
) {
  if (onError !== "retry-delay") return null;
  return { name: retryQueueOf(queue), type, durable, expiresMs, deadLetterQueue: queue, messageTtlMs };
}

const retryQueueOf = (queue: string): string => `${queue}.retry`;

/** The queue that receives the dead letters of `queue`. */
export const deadLetterQueueOf = (queue: string): string => `${queue}.dead`;

/**
 * The name of a connection in the broker's tools; faults also find connections by it. `number` is the slot of a worker
 * or the number of a producer.
 */
export const connectionName = (role: "producer" | "worker", number: number): string => `fairhare ${role} ${number}`;
