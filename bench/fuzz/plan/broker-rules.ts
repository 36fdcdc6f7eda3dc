// Behaviour of the simulated broker that depends on the version. Deliberately separate from Fairhare's own table, so
// that the tests compare the two. Sources: RabbitMQ's release notes of 4.0 and 4.3; measurements on 3.10.8, 4.0.5 and
// 4.3.6.

export const VERSIONS = ["3.10.8", "4.0.5", "4.3.6"] as const;
export type Version = (typeof VERSIONS)[number];

export interface BrokerRules {
  readonly version: Version;
  /** Requeues of a message that a quorum queue without its own limit allows; null means no limit. */
  readonly defaultDeliveryLimit: number | null;
  /** Whether a nack with requeue counts towards the delivery limit, as a reject does. */
  readonly nackCounts: boolean;
  /** Reaction to an acknowledgement timeout. */
  readonly ackTimeout: Readonly<Record<"classic" | "quorum", "close" | "cancel" | "none">>;
  /** Whether a classic queue syncs a persistent message before it confirms it. */
  readonly classicSyncs: boolean;
  readonly maxMessageBytes: number;
  /** Priorities of a quorum queue: none, two levels (0 to 4 and above), or all. */
  readonly quorumPriorities: "none" | "two" | "all";
  /** Whether a quorum queue keeps nacked messages for a delay. */
  readonly quorumDelaysRetries: boolean;
  /** With Khepri, a partition has one state of the metadata. With Mnesia, each side goes on with its own. */
  readonly metadata: "mnesia" | "khepri";
  /** What a node knows of a classic queue whose node is away: nothing, or that publishes must be refused. */
  readonly awayQueue: "unknown" | "refuses";
  /** A channel that is opened while the node of a quorum queue's old leader is away asks that node. */
  readonly asksOldLeader: boolean;
}

export const RULES: Readonly<Record<Version, BrokerRules>> = {
  "3.10.8": {
    version: "3.10.8",
    defaultDeliveryLimit: null,
    nackCounts: true,
    ackTimeout: { classic: "close", quorum: "close" },
    classicSyncs: true,
    maxMessageBytes: 134_217_728,
    quorumPriorities: "none",
    quorumDelaysRetries: false,
    metadata: "mnesia",
    awayQueue: "unknown",
    asksOldLeader: true,
  },
  "4.0.5": {
    version: "4.0.5",
    defaultDeliveryLimit: 20,
    nackCounts: true,
    ackTimeout: { classic: "close", quorum: "close" },
    classicSyncs: false,
    maxMessageBytes: 16_777_216,
    quorumPriorities: "two",
    quorumDelaysRetries: false,
    metadata: "mnesia",
    awayQueue: "refuses",
    asksOldLeader: false,
  },
  "4.3.6": {
    version: "4.3.6",
    defaultDeliveryLimit: 20,
    nackCounts: false,
    ackTimeout: { classic: "none", quorum: "cancel" },
    classicSyncs: false,
    maxMessageBytes: 16_777_216,
    quorumPriorities: "all",
    quorumDelaysRetries: true,
    metadata: "khepri",
    awayQueue: "refuses",
    asksOldLeader: false,
  },
};
