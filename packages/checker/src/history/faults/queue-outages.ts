// The times in which faults took away what holds the run's queue: the whole broker, or nodes of a cluster.
import { NodeAbsence } from "@fairhare/protocol";
import type { Fault, TrialSettings } from "@fairhare/workload";
import { held, type HitNode, hitsBroker, type Occurrence } from "./occurrence.ts";

export interface QueueOutage {
  /** Number of the node that was away; null for the whole broker. */
  readonly node: number | null;
  /** The node led the queue, or held it. */
  readonly hadQueue: boolean;
  readonly absence: NodeAbsence;
  /** Nanoseconds. */
  readonly downAt: number;
  /** Infinity if it did not come back. */
  readonly backAt: number;
}

/**
 * Of the queue with this number, in the order of time. A classic queue is on one node, which the readings of the leader name. A
 * quorum queue is away when a fault took the majority of the nodes away at once.
 */
export function queueOutages(
  occurrences: readonly Occurrence[],
  { queueType }: Pick<TrialSettings, "queueType">,
  queue = 1,
): readonly QueueOutage[] {
  return occurrences
    .flatMap((occurrence): QueueOutage[] => {
      const { plan, nodes, beganAt, healedAt } = occurrence;
      if (plan === null) return [];
      if (hitsBroker(occurrence)) return [brokerOutage(plan.kind, beganAt, healedAt)];
      if (queueType === "classic")
        return nodes.filter((node) => held(node, queue)).map((node) => outageOf(node, queue));
      return plan.part === "majority" ? nodes.slice(0, 1).map((node) => outageOf(node, queue)) : [];
    })
    .toSorted((a, b) => a.downAt - b.downAt);
}

/**
 * When clients could publish to a node that did not reach the queue: the node that led the queue, or held it, was away while
 * others went on; another node was cut off; or the nodes of the whole broker came back one after another.
 */
export const unreachableTimes = (occurrences: readonly Occurrence[], queue = 1): readonly QueueOutage[] =>
  occurrences.flatMap((occurrence) => {
    const { plan, nodes, beganAt, healedAt } = occurrence;
    if (plan !== null && hitsBroker(occurrence)) return [brokerOutage(plan.kind, beganAt, healedAt)];
    return nodes
      .filter((node) => held(node, queue) || node.absence === NodeAbsence.isolated)
      .map((node) => outageOf(node, queue));
  });

const brokerOutage = (kind: Fault["kind"], beganAt: number, healedAt: number | null): QueueOutage => ({
  node: null,
  hadQueue: true,
  absence: absenceBy(kind),
  downAt: beganAt,
  backAt: healedAt ?? Infinity,
});

const outageOf = (hit: HitNode, queue: number): QueueOutage => ({
  node: hit.node,
  hadQueue: held(hit, queue),
  absence: hit.absence,
  downAt: hit.downAt,
  backAt: hit.upAt ?? Infinity,
});

function absenceBy(kind: Fault["kind"]): NodeAbsence {
  if (kind === "kill") return NodeAbsence.killed;
  return kind === "power-cut" ? NodeAbsence.powerCut : NodeAbsence.stopped;
}

/** Its processes ended: what was not durable is gone. */
export const isRestart = ({ absence }: QueueOutage): boolean =>
  absence !== NodeAbsence.paused && absence !== NodeAbsence.isolated;
