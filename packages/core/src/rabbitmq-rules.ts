// What RabbitMQ does differently from version to version, as far as it changes what is measured or how it must be
// asked for: the one table of it, each entry with its source. Whoever needs one asks `brokerRules`.

/** What the broker does when a delivery stays unacknowledged for longer than the timeout. */
export type AckTimeoutAnswer =
  /** 406 PRECONDITION_FAILED; everything on that channel is requeued. */
  | "closes-channel"
  /** `basic.cancel` to a client that can take one (amqplib can); its deliveries are requeued, its channel stays. */
  | "cancels-consumer"
  /** Nothing: the queue has no such timeout. */
  | "none";

export interface BrokerRules {
  /** Deliveries that a quorum queue counts before it gives a message up, when the queue does not say; null is no limit. */
  readonly defaultDeliveryLimit: number | null;
  /** Whether `x-delivery-limit: -1` turns the limit off; where it is refused there is no limit to turn off. */
  readonly takesUnlimitedDeliveryLimit: boolean;
  /** Whether `basic.nack` with requeue counts towards the delivery limit; `basic.reject` and a lost channel always do. */
  readonly nackCountsAsDelivery: boolean;
  readonly classicAckTimeout: AckTimeoutAnswer;
  readonly quorumAckTimeout: AckTimeoutAnswer;
  /** A queue that is neither durable nor exclusive, unless the configuration, or a package's build, says otherwise. */
  readonly transientQueues: "permitted" | "deprecated" | "refused";
  /** A larger body is refused: 406, which closes the publisher's channel. Before any setting of the broker's. */
  readonly maxMessageBytes: number;
  /** Where a new node keeps its queues, users and bindings. */
  readonly metadataStore: "mnesia" | "khepri";
}

interface Change<T> {
  readonly from: string;
  readonly value: T;
  readonly source: string;
}

/** Oldest first; the oldest entry also stands for every version before it. */
type History<T> = readonly [Change<T>, ...Change<T>[]];

const RELEASE_NOTES = "https://github.com/rabbitmq/rabbitmq-server/blob/main/release-notes";
const NOTES_4_0 = `${RELEASE_NOTES}/4.0.1.md`;
const NOTES_4_2 = `${RELEASE_NOTES}/4.2.0.md`;
const NOTES_4_3 = `${RELEASE_NOTES}/4.3.0.md`;
const QUORUM_QUEUES = "https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling";
const DEPRECATED_FEATURES = "https://www.rabbitmq.com/docs/deprecated-features";
const ACK_TIMEOUT = "https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout";

export const BROKER_RULE_HISTORY: { readonly [K in keyof BrokerRules]: History<BrokerRules[K]> } = {
  defaultDeliveryLimit: [
    { from: "3.8", value: null, source: QUORUM_QUEUES },
    { from: "4.0", value: 20, source: NOTES_4_0 },
  ],
  takesUnlimitedDeliveryLimit: [
    { from: "3.8", value: false, source: QUORUM_QUEUES },
    { from: "4.0", value: true, source: NOTES_4_0 },
  ],
  nackCountsAsDelivery: [
    { from: "3.8", value: true, source: QUORUM_QUEUES },
    // "unlimited explicit message returns": the limit looks at the delivery count, and a nack does not raise it.
    { from: "4.3", value: false, source: NOTES_4_3 },
  ],
  classicAckTimeout: [
    { from: "3.8.15", value: "closes-channel", source: ACK_TIMEOUT },
    { from: "4.3", value: "none", source: NOTES_4_3 },
  ],
  quorumAckTimeout: [
    { from: "3.8.15", value: "closes-channel", source: ACK_TIMEOUT },
    { from: "4.3", value: "cancels-consumer", source: NOTES_4_3 },
  ],
  transientQueues: [
    { from: "3.8", value: "permitted", source: DEPRECATED_FEATURES },
    { from: "3.13", value: "deprecated", source: DEPRECATED_FEATURES },
    { from: "4.3", value: "refused", source: NOTES_4_3 },
  ],
  maxMessageBytes: [
    { from: "3.8", value: 134_217_728, source: `${RELEASE_NOTES}/3.8.0.md` },
    { from: "4.0", value: 16_777_216, source: NOTES_4_0 },
  ],
  metadataStore: [
    { from: "3.8", value: "mnesia", source: "https://www.rabbitmq.com/docs/metadata-store" },
    { from: "4.2", value: "khepri", source: NOTES_4_2 },
  ],
};

/**
 * What applies on a broker of this version, such as `4.3.6`. A version that cannot be read is taken for the oldest:
 * nothing that a newer one brought is expected of it.
 */
export function brokerRules(version: string): BrokerRules {
  return {
    defaultDeliveryLimit: valueOn(BROKER_RULE_HISTORY.defaultDeliveryLimit, version),
    takesUnlimitedDeliveryLimit: valueOn(BROKER_RULE_HISTORY.takesUnlimitedDeliveryLimit, version),
    nackCountsAsDelivery: valueOn(BROKER_RULE_HISTORY.nackCountsAsDelivery, version),
    classicAckTimeout: valueOn(BROKER_RULE_HISTORY.classicAckTimeout, version),
    quorumAckTimeout: valueOn(BROKER_RULE_HISTORY.quorumAckTimeout, version),
    transientQueues: valueOn(BROKER_RULE_HISTORY.transientQueues, version),
    maxMessageBytes: valueOn(BROKER_RULE_HISTORY.maxMessageBytes, version),
    metadataStore: valueOn(BROKER_RULE_HISTORY.metadataStore, version),
  };
}

function valueOn<T>(history: History<T>, version: string): T {
  const current = history.findLast(({ from }) => compareVersions(from, version) <= 0) ?? history[0];
  return current.value;
}

/** Its numbers; null when it does not begin with one. What follows a dash or a plus does not count. */
function numbersOf(version: string): number[] | null {
  const [digits] = /^\d+(\.\d+)*/.exec(version.trim()) ?? [];
  return digits === undefined ? null : digits.split(".").map(Number);
}

export const isKnownVersion = (version: string): boolean => numbersOf(version) !== null;

/** Negative when `one` is older than `other`, 0 when they are equal. One that cannot be read is older than all. */
export function compareVersions(one: string, other: string): number {
  const a = numbersOf(one) ?? [];
  const b = numbersOf(other) ?? [];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
