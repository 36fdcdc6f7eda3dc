// Who led the queue before and after a fault of a cluster, and how long it had no leader.
import type { FaultResult } from "@fairhare/results";
import { hitsCluster, type Occurrence } from "../history/occurrence.ts";
import type { LeaderReading } from "../history/orchestrator-log.ts";

/** Null for faults that do not hit single nodes. */
export function leaderOf(occurrence: Occurrence, leaders: readonly LeaderReading[]): FaultResult["leader"] {
  if (!hitsCluster(occurrence)) return null;
  const after = during(occurrence, leaders).at(-1)?.node ?? occurrence.leader;
  return { before: occurrence.leader, after };
}

/**
 * Nanoseconds from the moment when the first node with the leader was hit to the answer that named a leader which serves: another
 * node, or the same node after it was back. 0 if the fault never hit the node of the leader; null if there is no such
 * answer, if the leader before is unknown, and for faults that do not hit single nodes. An upper bound: the cluster is
 * asked again and again, and the answer takes time.
 */
export function timeToLeader(occurrence: Occurrence, leaders: readonly LeaderReading[]): number | null {
  if (!hitsCluster(occurrence) || occurrence.leader === null) return null;
  const hit = occurrence.nodes.find(({ hadQueue }) => hadQueue);
  if (hit === undefined) return 0;
  const { node: old, downAt, upAt } = hit;
  const serving = during(occurrence, leaders).find(
    ({ node, at }) => at >= downAt && node !== null && (node !== old || (upAt !== null && at >= upAt)),
  );
  if (serving !== undefined) return serving.answeredAt - downAt;
  // Only changes are recorded: a leader that was never seen to change came back with its node.
  return upAt === null ? null : upAt - downAt;
}

const during = ({ beganAt, healedAt }: Occurrence, leaders: readonly LeaderReading[]): LeaderReading[] =>
  leaders.filter(({ answeredAt }) => answeredAt >= beganAt && answeredAt <= (healedAt ?? Infinity));
