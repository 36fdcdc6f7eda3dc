// What the processes of a run declare at the broker: the queue, its dead-letter queue, and the names of connections. A
// process that reconnects to a restarted broker must declare the queue with the same arguments.
import { retriesInQueue, type TrialSettings } from "@fairhare/workload";

type QueueSettings = Pick<
  TrialSettings,
  | "queue"
  | "queueType"
  | "queueDurable"
  | "queueArguments"
  | "exchange"
  | "routingKey"
  | "onError"
  | "retryMeans"
  | "retryDelayMs"
  | "deadLetter"
  | "messageTtlMs"
  | "maxLength"
  | "overflow"
  | "deliveryLimit"
  | "quorumSize"
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
    queueArguments,
    exchange,
    routingKey,
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
    deadLetterQueue: usesRetryQueue(settings) ? retryQueueOf(queue) : deadLetter ? deadLetterQueueOf(queue) : null,
    messageTtlMs,
    maxLength,
    overflow,
    deliveryLimit,
    otherArguments: { ...queueArguments, ...replicasOf(settings), ...delayOf(settings) },
    binding: exchange === null ? null : { exchange, routingKey: routingKey ?? queue },
  };
}

const replicasOf = ({ quorumSize }: Pick<TrialSettings, "quorumSize">): Record<string, unknown> =>
  quorumSize === null ? {} : { "x-quorum-initial-group-size": quorumSize };

/**
 * The delay of a quorum queue that keeps failed tasks itself: only of those that a worker returns with a nack. What a lost
 * channel returns is delivered at once, as with a retry queue. The delay would grow with the failed deliveries, up to the
 * maximum, and so is constant.
 */
const delayOf = (settings: Pick<TrialSettings, "onError" | "retryMeans" | "retryDelayMs">): Record<string, unknown> =>
  retriesInQueue(settings)
    ? {
        "x-delayed-retry-type": "returned",
        "x-delayed-retry-min": settings.retryDelayMs,
        "x-delayed-retry-max": settings.retryDelayMs,
      }
    : {};

type RetrySettings = Pick<TrialSettings, "queueType" | "queueDurable" | "onError" | "retryMeans" | "retryDelayMs">;

const usesRetryQueue = (settings: Pick<TrialSettings, "onError" | "retryMeans">): boolean =>
  settings.onError === "retry-delay" && !retriesInQueue(settings);

/** The queue in which failed tasks wait until they return to `queue`; null for other handlings of a failure. */
export function retrySpecOf(
  settings: RetrySettings,
  { queue, queueExpiresMs: expiresMs }: { queue: string; queueExpiresMs: number },
) {
  if (!usesRetryQueue(settings)) return null;
  const { queueType: type, queueDurable: durable, retryDelayMs: messageTtlMs } = settings;
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
