// Which causes the checker may give for a task that a cluster lost: because its queue was away, or in a partition.
import { LossCause } from "@fairhare/results";
import { takesBrokerDown, takesNodesDown, type TrialSettings } from "@fairhare/workload";

/** The node of the publisher could not reach the queue. */
export const unavailable = (_settings: TrialSettings): LossCause[] => [
  LossCause.queueUnavailable,
  // Its connection broke later, and no later publish on it arrived either.
  LossCause.unconfirmed,
];

/** A later fault of the same node would have lost it as well. */
export const partitioned = ({ faults, queueDurable, persistent }: TrialSettings): LossCause[] => {
  const goesDown = faults.some((fault) => takesBrokerDown(fault) || takesNodesDown(fault));
  return [
    LossCause.partitioned,
    ...(goesDown && !queueDurable ? [LossCause.queueNotDurable] : []),
    ...(goesDown && !persistent ? [LossCause.messageNotPersistent] : []),
  ];
};
