// The shape of the results of `tap`, as `--export-json` writes them. Names carry units; fields may be added, never renamed.
import type { Finding } from "@fairhare/findings";
import type { Latency } from "@fairhare/results";
import type { ConsumerEnd } from "./consumer-tally.ts";

export const TAP_SCHEMA = "fairhare.tap/1";

/** Every delivery that was seen is in exactly one of the other columns; `redelivered` counts some of them again. */
export interface DeliveryLedger {
  readonly delivered: number;
  /** Deliveries with the flag `redelivered`. */
  readonly redelivered: number;
  readonly acked: number;
  /** nack or reject without requeue: dropped, or dead-lettered. */
  readonly refused: number;
  /** nack or reject with requeue. */
  readonly requeued: number;
  /** basic.recover. */
  readonly recovered: number;
  /** Unacknowledged when their connection broke: the broker requeues them. */
  readonly inHandAtCut: number;
  /** Unacknowledged when their channel or connection was closed: the broker requeues them. */
  readonly inHandAtClose: number;
  /** Unacknowledged when their connection could not be read any further. */
  readonly inHandUnread: number;
  /** To consumers without acks: only their delivery is known. */
  readonly deliveredWithoutAck: number;
  /** Unacknowledged when the tap ended. */
  readonly unacked: number;
}

export interface PublishLedger {
  readonly published: number;
  /** Without publisher confirms: only their publish is known. */
  readonly publishedWithoutConfirm: number;
  readonly confirmed: number;
  /** basic.nack by the broker. */
  readonly nacked: number;
  /** Not answered when their channel or connection ended. */
  readonly unanswered: number;
  /** Not answered when the tap ended. */
  readonly unconfirmed: number;
  /** basic.return: mandatory, and no queue took them. They are also confirmed, if their channel has confirms. */
  readonly returned: number;
}

export interface TapConsumer extends DeliveryLedger {
  /** The name that the client gave its connection, else its address. */
  readonly client: string;
  readonly connection: number;
  readonly tag: string;
  readonly vhost: string;
  readonly queue: string;
  /** True for basic.get. */
  readonly polling: boolean;
  readonly ack: "manual" | "no-ack";
  /** 0 is unlimited; null if the client never sent basic.qos, which is unlimited too. */
  readonly prefetch: number | null;
  readonly prefetchIsGlobal: boolean;
  readonly priority: number | null;
  readonly sinceMs: number;
  /** Null if it was subscribed when the tap ended. */
  readonly endedMs: number | null;
  readonly end: ConsumerEnd | null;
  readonly mostUnacked: number;
  /** Deliveries that stayed in hand much longer than the others. */
  readonly forgotten: number;
  /** With at least one delivery in hand; null without acks. */
  readonly busyMs: number | null;
  /** Busy time divided by the time that it was subscribed. */
  readonly busyRatio: number | null;
  /** Its share of the deliveries to all listed consumers of the queue. */
  readonly deliveryShare: number | null;
  /** Its share of the busy time of all listed consumers of the queue. */
  readonly busyShare: number | null;
  readonly timeToAckMs: Latency;
  /** From the delivery, or the settlement before if that was later, to the settlement. */
  readonly workMs: Latency;
}

export interface TapQueue extends DeliveryLedger {
  readonly vhost: string;
  readonly queue: string;
  readonly consumers: number;
  /** Consumers that are only in the sums: they ended long ago. */
  readonly unlistedConsumers: number;
  readonly fairness: {
    /**
     * Consumers that were subscribed together, each for at least a tenth of the longest subscription. Subscriptions count
     * from the first delivery of the queue to its last delivery or settlement.
     */
    readonly compared: number;
    /** Jain's index by deliveries per subscribed time; null below two consumers. */
    readonly jainDeliveries: number | null;
    /** By busy time per subscribed time; null without acks. */
    readonly jainBusy: number | null;
  };
  /** Publishes to the default exchange with the name of the queue; those through other exchanges are not known. */
  readonly publishedDirectly: number;
  /** From the publish to the first delivery, of messages that were recognised. */
  readonly waitMs: Latency;
  /** First deliveries whose publish the tap did not see. */
  readonly publishedElsewhere: number;
  readonly mostRequeues: number;
}

export interface TapPublisher extends PublishLedger {
  readonly client: string;
  readonly connection: number;
  readonly vhost: string;
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly endedMs: number | null;
  /** Mean from the first to the last publish; null for one publish. */
  readonly publishedPerSecond: number | null;
  readonly timeToConfirmMs: Latency;
}

/** What was seen up to one moment. */
export interface TapView {
  readonly observedMs: number;
  /** As the broker introduced itself; empty if no client has connected. */
  readonly broker: string;
  readonly connections: {
    readonly opened: number;
    readonly open: number;
    readonly peak: number;
    readonly cut: number;
    readonly unread: number;
    readonly unreachable: number;
  };
  readonly ledger: PublishLedger & DeliveryLedger;
  /** The lowest of all queues. */
  readonly fairness: { readonly jainDeliveries: number | null; readonly jainBusy: number | null };
  readonly queues: readonly TapQueue[];
  readonly consumers: readonly TapConsumer[];
  readonly publishers: readonly TapPublisher[];
  readonly unlistedPublishers: number;
  /** Recognition of messages by message id or body. */
  readonly recognition: {
    readonly deliveredAfterPublish: number;
    readonly publishedElsewhere: number;
    /** Published through the tap, and no delivery seen: still queued, consumed elsewhere, or without a queue. */
    readonly notDelivered: number;
    /** Forgotten because more than `limit` messages waited. */
    readonly forgotten: number;
    readonly limit: number;
  };
  /** Summed over connections. */
  readonly blockedMs: number;
  readonly brokerErrors: readonly { readonly code: number; readonly text: string; readonly times: number }[];
  readonly problems: readonly string[];
  readonly latencyMs: {
    readonly timeToAck: Latency;
    readonly work: Latency;
    readonly wait: Latency;
    readonly timeToConfirm: Latency;
  };
}

export interface TapThreshold {
  readonly expression: string;
  readonly ok: boolean;
  readonly actual: number | null;
}

export interface TapResults extends TapView {
  readonly schema: typeof TAP_SCHEMA;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly endedBy: "time" | "interruption";
  /** Without the password. */
  readonly uri: string;
  readonly listen: string;
  readonly fairhare: string;
  readonly findings: readonly Finding[];
  /** The findings as sentences, in the same order. */
  readonly warnings: readonly string[];
  readonly thresholds: readonly TapThreshold[];
}
