// Who led the queue before and after a fault of a cluster, and how long it had no leader.
import type { FaultResult } from "@fairhare/results";
import { hitsCluster, type Occurrence } from "../history/faults/occurrence.ts";
import type { LeaderReading } from "../history/orchestrator-log.ts";

/** Null for faults that do not hit single nodes. */
export function leaderOf(occurrence: Occurrence, leaders: readonly LeaderReading[]): FaultResult["leader"] {
  if (!hitsCluster(occurrence)) return null;
  // Only changes are recorded.
  const last = during(occurrence, leaders).at(-1);
  return { before: occurrence.leader, after: last === undefined ? occurrence.leader : last.node };
}

/**
 * Nanoseconds from the moment when the first node with the leader was hit to the answer that named a leader which serves: another
 * node, or the same node after it was back. 0 if the fault never hit the node of the leader; null if there is no such answer,
 * if no node led the queue at the end, if the leader before is unknown, and for faults that do not hit single nodes. An upper
 * bound: the cluster is asked again and again, and the answer takes time.
 */
export function timeToLeader(occurrence: Occurrence, leaders: readonly LeaderReading[]): number | null {
  if (!hitsCluster(occurrence) || occurrence.leader === null) return null;
  const hit = occurrence.nodes.find(({ hadQueue }) => hadQueue);
  if (hit === undefined) return 0;
  const { node: old, downAt, upAt } = hit;
  const readings = during(occurrence, leaders).filter(({ at }) => at >= downAt);
  const serving = readings.find(({ node, at }) => node !== null && (node !== old || (upAt !== null && at >= upAt)));
  if (serving !== undefined) return serving.answeredAt - downAt;
  // Only changes are recorded: a leader that was never seen to change came back with its node.
  return upAt === null || readings.at(-1)?.node === null ? null : upAt - downAt;
}

const during = ({ beganAt, healedAt }: Occurrence, leaders: readonly LeaderReading[]): LeaderReading[] =>
  leaders.filter(({ answeredAt }) => answeredAt >= beganAt && answeredAt <= (healedAt ?? Infinity));
