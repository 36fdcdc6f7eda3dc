// The causes of losses and of duplicates, by their names in results.json. The checker determines them.

/** Stable names; docs/how-it-measures.md explains them. */
export const LossCause = {
  autoAckedInHand: "auto-acked-in-hand",
  autoAckedInBuffer: "auto-acked-in-buffer",
  autoAckedInFlight: "auto-acked-in-flight",
  earlyAckedInHand: "early-acked-in-hand",
  queueNotDurable: "queue-not-durable",
  messageNotPersistent: "message-not-persistent",
  unconfirmed: "unconfirmed-when-connection-broke",
  unconfirmedClosed: "unconfirmed-when-channel-closed",
  deliveryLimit: "delivery-limit",
  notSynced: "not-synced",
  notWritten: "not-written",
  queueUnavailable: "queue-unavailable",
  partitioned: "lost-in-partition",
  deadLetterMissing: "dead-letter-missing",
  retryMissing: "retry-missing",
  expired: "expired",
  overflow: "overflow",
  unknown: "unknown",
} as const;
export type LossCause = (typeof LossCause)[keyof typeof LossCause];

/** Stable names; docs/how-it-measures.md explains them. */
export const DuplicateCause = {
  workerKilled: "worker-killed",
  workerCrashed: "worker-crashed",
  ackTimeout: "ack-timeout",
  connectionLost: "connection-lost",
  nodeLost: "node-lost",
  republished: "republished",
  neverAcknowledged: "never-acknowledged",
  unknown: "unknown",
} as const;
export type DuplicateCause = (typeof DuplicateCause)[keyof typeof DuplicateCause];
