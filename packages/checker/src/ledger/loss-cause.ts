// Finds the cause of a loss, as far as the history shows it: tries the causes in a fixed order. The docstring of each
// cause names the evidence that it needs.
import { LossCause } from "@fairhare/results";
import {
  messageNotPersistent,
  notSynced,
  notWritten,
  partitioned,
  queueNotDurable,
  queueUnavailable,
} from "./broker-causes.ts";
import {
  autoAcked,
  autoAckedInFlight,
  deadLetterMissing,
  earlyAcked,
  keptByChannel,
  retryMissing,
  unconfirmed,
  unconfirmedClosed,
} from "./client-causes.ts";
import { beforeBrokerFault, deliveryLimit, expired, overflow } from "./limit-causes.ts";
import type { CauseOf, LossEvidence } from "./loss-evidence.ts";

const CAUSES: readonly CauseOf[] = [
  autoAcked,
  earlyAcked,
  beforeBrokerFault(overflow),
  beforeBrokerFault(expired),
  queueNotDurable,
  queueUnavailable,
  messageNotPersistent,
  deadLetterMissing,
  retryMissing,
  deliveryLimit,
  notSynced,
  (task, evidence) => overflow(task, evidence),
  (task, evidence) => expired(task, evidence),
  (task, evidence) => overflow(task, evidence, { mayOvertake: true }),
  unconfirmed,
  autoAckedInFlight,
  notWritten,
  partitioned,
  unconfirmedClosed,
  keptByChannel,
];

/** The first cause that applies, or `unknown`. */
export function causeOfLoss(task: number, evidence: LossEvidence): LossCause {
  for (const cause of CAUSES) {
    const found = cause(task, evidence);
    if (found !== undefined) return found;
  }
  return LossCause.unknown;
}
