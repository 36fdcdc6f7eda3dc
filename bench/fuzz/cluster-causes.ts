// Which causes the checker may give for a task that a cluster lost: because its queue was away, or in a partition.
import { LossCause } from "@fairhare/results";
import { hitsNodes, takesBrokerDown, takesNodesDown, type TrialSettings } from "@fairhare/workload";
import type { Truth } from "./broker/truth.ts";

/** The node of the publisher could not reach the queue. */
export const unavailable = (_settings: TrialSettings): LossCause[] => [
  LossCause.queueUnavailable,
  // Its connection broke later, and no later publish on it arrived either.
  LossCause.unconfirmed,
];

/**
 * The record of a node's absence begins up to this long before it is away, and ends up to this long after it is back:
 * milliseconds.
 */
const [EARLY_MS, LATE_MS] = [40, 500];

/**
 * Without confirms, a publish that arrived shortly before the node of the queue went away, or shortly after it was back, looks
 * as if a node had dropped it.
 */
export function seemsDropped(task: number, { publishedAt, nodesChangedAt }: Truth, settings: TrialSettings): boolean {
  const at = publishedAt.get(task);
  if (settings.confirmWindow > 0 || at === undefined) return false;
  // Before 4.0, which leader its channel asked is not known.
  if (settings.queueType === "quorum" && settings.faults.some(hitsNodes)) return true;
  return nodesChangedAt.some((changedAt) => at >= changedAt - EARLY_MS && at <= changedAt + LATE_MS);
}

/**
 * A channel keeps publishes for a quorum queue without a leader, and they end with it, also when it has processed them. They
 * look as if they had been on their way to a worker.
 */
export const keptByChannel = ({ queueType, ack, faults }: TrialSettings): LossCause[] =>
  queueType === "quorum" && ack === "auto" && faults.some(hitsNodes) ? [LossCause.autoAckedInFlight] : [];

/** A later fault of the same node would have lost it as well. */
export const partitioned = (settings: TrialSettings): LossCause[] => {
  const { faults, queueDurable, persistent, ack, confirmWindow } = settings;
  const goesDown = faults.some((fault) => takesBrokerDown(fault) || takesNodesDown(fault));
  return [
    LossCause.partitioned,
    // It was never seen again: as if it had been on its way to the queue or to a worker.
    ...(confirmWindow === 0 ? [LossCause.unconfirmed] : []),
    ...(ack === "auto" ? [LossCause.autoAckedInFlight] : []),
    ...(goesDown && !queueDurable ? [LossCause.queueNotDurable] : []),
    ...(goesDown && !persistent ? [LossCause.messageNotPersistent] : []),
  ];
};

/** No record tells that a node stopped by itself, because others were down (`pause-minority`). */
export const minorityStopped = (settings: TrialSettings): LossCause[] => [
  ...partitioned(settings),
  ...(settings.queueDurable ? [LossCause.messageNotPersistent] : [LossCause.queueNotDurable]),
  LossCause.unknown,
];
