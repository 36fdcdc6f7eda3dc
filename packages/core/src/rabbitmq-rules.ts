// Differences between RabbitMQ versions that change a measurement or a request: one table, each entry with its source.
// All other code asks `brokerRules`.

/** What the broker does when a delivery stays unacknowledged for longer than the acknowledgement timeout. */
export type AckTimeoutAnswer =
  /** Closes the channel with 406 PRECONDITION_FAILED and requeues everything unacknowledged on it. */
  | "closes-channel"
  /**
   * Sends `basic.cancel` to clients that support it (amqplib does) and requeues their deliveries; the channel stays
   * open.
   */
  | "cancels-consumer"
  /** The queue has no such timeout. */
  | "none";

export interface BrokerRules {
  /** Delivery limit of a quorum queue that sets none itself; null means no limit. */
  readonly defaultDeliveryLimit: number | null;
  /** Whether `x-delivery-limit: -1` turns the limit off. Versions that refuse it have no default limit. */
  readonly takesUnlimitedDeliveryLimit: boolean;
  /**
   * Whether `basic.nack` with requeue counts towards the delivery limit; `basic.reject` and a lost channel always do.
   */
  readonly nackCountsAsDelivery: boolean;
  /**
   * Priorities of messages in a quorum queue: none, two levels (0 to 4 and above, about two to one), or a strict order.
   * All versions refuse `x-max-priority` there.
   */
  readonly quorumPriorities: "none" | "two-levels" | "strict";
  /** Whether a quorum queue delays requeued messages itself (`x-delayed-retry-type`). Older versions ignore the argument. */
  readonly quorumDelaysRetries: boolean;
  readonly classicAckTimeout: AckTimeoutAnswer;
  readonly quorumAckTimeout: AckTimeoutAnswer;
  /**
   * Queues that are neither durable nor exclusive, unless the configuration or the package's build changes the default.
   */
  readonly transientQueues: "permitted" | "deprecated" | "refused";
  /**
   * Default of the broker's `max_message_size`. A larger body is refused with 406, which closes the publisher's
   * channel.
   */
  readonly maxMessageBytes: number;
  /** Where a new node stores its queues, users and bindings. */
  readonly metadataStore: "mnesia" | "khepri";
  /**
   * Whether a channel that is opened while the node of a quorum queue's old leader is away asks that node, and refuses or
   * drops publishes until it is back.
   */
  readonly quorumChannelsAskOldLeader: boolean;
}

interface Change<T> {
  readonly from: string;
  readonly value: T;
  readonly source: string;
}

/** Oldest first; the oldest entry also applies to every version before it. */
type History<T> = readonly [Change<T>, ...Change<T>[]];

const RELEASE_NOTES = "https://github.com/rabbitmq/rabbitmq-server/blob/main/release-notes";
const NOTES_4_0 = `${RELEASE_NOTES}/4.0.1.md`;
const NOTES_4_2 = `${RELEASE_NOTES}/4.2.0.md`;
const NOTES_4_3 = `${RELEASE_NOTES}/4.3.0.md`;
const QUORUM_QUEUES = "https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling";
const QUORUM_PRIORITIES = "https://www.rabbitmq.com/docs/quorum-queues#priorities";
const DELAYED_RETRY = "https://www.rabbitmq.com/docs/quorum-queues#delayed-retry";
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
    // "unlimited explicit message returns": the limit uses the delivery count, and a nack does not raise that count.
    { from: "4.3", value: false, source: NOTES_4_3 },
  ],
  quorumPriorities: [
    { from: "3.8", value: "none", source: QUORUM_PRIORITIES },
    { from: "4.0", value: "two-levels", source: QUORUM_PRIORITIES },
    { from: "4.3", value: "strict", source: NOTES_4_3 },
  ],
  quorumDelaysRetries: [
    { from: "3.8", value: false, source: DELAYED_RETRY },
    { from: "4.3", value: true, source: NOTES_4_3 },
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
  // Measured with bench/scenarios/cluster.json on 3.10.8, 4.0.5 and 4.3.6.
  quorumChannelsAskOldLeader: [
    { from: "3.8", value: true, source: QUORUM_QUEUES },
    { from: "4.0", value: false, source: NOTES_4_0 },
  ],
};

/**
 * The rules of a broker of this version, such as `4.3.6`. A version that cannot be read counts as the oldest, so no
 * newer behaviour is expected of it.
 */
export function brokerRules(version: string): BrokerRules {
  return {
    defaultDeliveryLimit: valueOn(BROKER_RULE_HISTORY.defaultDeliveryLimit, version),
    takesUnlimitedDeliveryLimit: valueOn(BROKER_RULE_HISTORY.takesUnlimitedDeliveryLimit, version),
    nackCountsAsDelivery: valueOn(BROKER_RULE_HISTORY.nackCountsAsDelivery, version),
    quorumPriorities: valueOn(BROKER_RULE_HISTORY.quorumPriorities, version),
    quorumDelaysRetries: valueOn(BROKER_RULE_HISTORY.quorumDelaysRetries, version),
    classicAckTimeout: valueOn(BROKER_RULE_HISTORY.classicAckTimeout, version),
    quorumAckTimeout: valueOn(BROKER_RULE_HISTORY.quorumAckTimeout, version),
    transientQueues: valueOn(BROKER_RULE_HISTORY.transientQueues, version),
    maxMessageBytes: valueOn(BROKER_RULE_HISTORY.maxMessageBytes, version),
    metadataStore: valueOn(BROKER_RULE_HISTORY.metadataStore, version),
    quorumChannelsAskOldLeader: valueOn(BROKER_RULE_HISTORY.quorumChannelsAskOldLeader, version),
  };
}

function valueOn<T>(history: History<T>, version: string): T {
  const current = history.findLast(({ from }) => compareVersions(from, version) <= 0) ?? history[0];
  return current.value;
}

/**
 * The numbers of a version such as `3.10.8`, `4.0`, `4.1.0-rc.1` or `4.3.6+1.gabc`, without the part after a dash or a
 * plus; null if it does not begin with a number.
 */
function numbersOf(version: string): number[] | null {
  const [digits] = /^\d+(\.\d+)*/.exec(version.trim()) ?? [];
  return digits === undefined ? null : digits.split(".").map(Number);
}

export const isKnownVersion = (version: string): boolean => numbersOf(version) !== null;

/**
 * Negative if `one` is older than `other`, 0 if they are equal. A version that cannot be read is older than all others.
 */
export function compareVersions(one: string, other: string): number {
  const a = numbersOf(one) ?? [];
  const b = numbersOf(other) ?? [];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
