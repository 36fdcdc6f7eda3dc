// The queue of a run as everybody declares it: who comes back to a broker that has forgotten it must declare the same.
import type { TrialSettings } from "@fairhare/workload";

type QueueSettings = Pick<
  TrialSettings,
  "queueType" | "queueDurable" | "deadLetter" | "messageTtlMs" | "maxLength" | "overflow" | "deliveryLimit"
>;

/** `expiresMs`: how long it may be unused before the broker deletes it; 0 is for ever. */
export function queueSpecOf(
  settings: QueueSettings,
  { queue, queueExpiresMs }: { queue: string; queueExpiresMs: number },
) {
  const {
    queueType: type,
    queueDurable: durable,
    deadLetter,
    messageTtlMs,
    maxLength,
    overflow,
    deliveryLimit,
  } = settings;
  return {
    name: queue,
    type,
    durable,
    expiresMs: queueExpiresMs,
    deadLetterQueue: deadLetter ? deadLetterQueueOf(queue) : null,
    messageTtlMs,
    maxLength,
    overflow,
    deliveryLimit,
  };
}

/** Where its dead letters go. */
export const deadLetterQueueOf = (queue: string): string => `${queue}.dead`;

/**
 * What the processes of a fleet call their connections: by it people find them in the broker's tools, and so do faults.
 * `number` is a worker's slot or a producer's number.
 */
export const connectionName = (role: "producer" | "worker", number: number): string => `fairhare ${role} ${number}`;
