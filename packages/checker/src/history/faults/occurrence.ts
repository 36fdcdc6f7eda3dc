// The faults of a run as they happened: the spans that the orchestrator recorded, each with its plan.
import {
  type Fault,
  type FleetRole,
  hitsNodes,
  takesBrokerDown,
  takesNodesDown,
  type TrialSettings,
  workerProcesses,
} from "@fairhare/workload";
import { Role } from "@fairhare/protocol";
import type { FaultSpan, LeaderReading, NodeSpan, OrchestratorLog, ProcessSpan } from "../orchestrator-log.ts";

export interface Occurrence {
  /** Null if the record names a fault that is not in the plan. */
  readonly plan: Fault | null;
  /** Role of the process that was hit, or of the owner of the connection; null for the broker. */
  readonly fleetRole: FleetRole | null;
  /** Number of that process or agent, from 1; 0 for the broker, or if the record names none. */
  readonly process: number;
  /** Numbers of the worker processes that ran on the agent that was hit; empty for other targets. */
  readonly hosted: readonly number[];
  /** Nanoseconds. */
  readonly beganAt: number;
  /** Nanoseconds; null if it was never healed. */
  readonly healedAt: number | null;
  /** Nodes of a cluster that were away, in the order in which they were hit; empty for other faults. */
  readonly nodes: readonly HitNode[];
  /** Number of the node that led the queue, or held it, when the fault began; null if unknown. */
  readonly leader: number | null;
}

export interface HitNode extends NodeSpan {
  /**
   * It led the queue, or the first of several, or held it, when it was hit; true also if no reading shows where the queue
   * was.
   */
  readonly hadQueue: boolean;
  /** The same of the other queues, by their numbers, as far as readings show where they were. */
  readonly hadOthers: ReadonlyMap<number, boolean>;
}

/** Whether the node led the queue with this number, or held it, as far as it is known. */
export const held = ({ hadQueue, hadOthers }: HitNode, queue: number): boolean => hadOthers.get(queue) ?? hadQueue;

/** In the order of time. */
export function occurrencesOf(
  {
    faults: spans,
    nodes,
    leaders,
    otherLeaders,
    processes,
  }: Pick<OrchestratorLog, "faults" | "nodes" | "leaders" | "otherLeaders" | "processes">,
  { faults }: Pick<TrialSettings, "faults">,
): readonly Occurrence[] {
  return spans
    .map(({ fault, process, role, beganAt, healedAt }): Occurrence => {
      const plan = faults[fault - 1] ?? null;
      const number = process === 0 ? (plan?.process ?? 0) : process;
      const hit = nodes
        .filter((node) => node.fault === fault && isWithin({ beganAt, healedAt }, node.downAt))
        .map((node): HitNode => ({
          ...node,
          hadQueue: (leaderAt(node.downAt, leaders) ?? node.node) === node.node,
          hadOthers: othersOf(node, otherLeaders),
        }));
      const leader = leaderAt(hit[0]?.downAt ?? beganAt, leaders);
      const hosted = plan?.role === "agent" ? workersOn(number, beganAt, processes) : [];
      const target = { fleetRole: fleetRoleOf(plan, role), process: number, hosted };
      return { plan, ...target, beganAt, healedAt, nodes: hit, leader };
    })
    .toSorted((a, b) => a.beganAt - b.beganAt);
}

/** The same fault, as if the orchestrator had recorded it this many nanoseconds later. */
export function laterBy(nanoseconds: number, occurrence: Occurrence): Occurrence {
  const later = (at: number | null): number | null => (at === null ? null : at + nanoseconds);
  const nodes = occurrence.nodes.map((node) => ({
    ...node,
    downAt: node.downAt + nanoseconds,
    upAt: later(node.upAt),
  }));
  const { beganAt, healedAt } = occurrence;
  return { ...occurrence, beganAt: beganAt + nanoseconds, healedAt: later(healedAt), nodes };
}

/** The last leader that was known at this time; null if none was. */
const leaderAt = (time: number, leaders: readonly LeaderReading[]): number | null =>
  leaders.findLast(({ answeredAt, node }) => node !== null && answeredAt <= time)?.node ?? null;

function othersOf({ node, downAt }: NodeSpan, readings: readonly LeaderReading[]): ReadonlyMap<number, boolean> {
  const had = new Map<number, boolean>();
  for (const reading of readings)
    if (reading.node !== null && reading.answeredAt <= downAt) had.set(reading.queue, reading.node === node);
  return had;
}

const isWithin = ({ beganAt, healedAt }: Pick<FaultSpan, "beganAt" | "healedAt">, at: number): boolean =>
  at >= beganAt && at <= (healedAt ?? Infinity);

const workersOn = (agent: number, at: number, processes: readonly ProcessSpan[]): number[] =>
  processes
    .filter((span) => span.role === Role.worker && span.agent === agent)
    .filter(({ spawnedAt, exit }) => spawnedAt <= at && (exit === null || exit.at >= at))
    .map(({ process }) => process);

/** The recorded role, or else the planned role. */
function fleetRoleOf(plan: Fault | null, recorded: Role | 0): FleetRole | null {
  if (recorded === Role.worker) return "worker";
  if (recorded === Role.producer) return "producer";
  return plan?.role === "worker" || plan?.role === "producer" ? plan.role : null;
}

/** The fault took the broker down. An alarm does not: the broker keeps all messages. */
export const hitsBroker = ({ plan }: Occurrence): boolean => plan !== null && takesBrokerDown(plan);

/** Such a fault breaks nothing, so it has no recovery. */
export const addsWorkers = ({ plan }: Pick<Occurrence, "plan">): boolean => plan?.kind === "add";

/** The fault took nodes of a cluster away, while others went on. */
export const hitsCluster = ({ plan }: Occurrence): boolean => plan !== null && hitsNodes(plan);

/** Whether RabbitMQ may redeliver the tasks of this worker process: the fault hit the process, the broker or a node. */
export const hitsWorker = (occurrence: Occurrence, worker: number): boolean =>
  hitsBroker(occurrence) ||
  hitsCluster(occurrence) ||
  occurrence.hosted.includes(worker) ||
  (occurrence.fleetRole === "worker" && !addsWorkers(occurrence) && occurrence.process === worker);

/** The incarnation that a kill or quit ended; undefined for other faults, or if the orchestrator did not see the end. */
export function endedBy(
  { plan, fleetRole, process, beganAt }: Occurrence,
  processes: readonly ProcessSpan[],
): ProcessSpan | undefined {
  if ((plan?.kind !== "kill" && plan?.kind !== "quit") || fleetRole === null) return undefined;
  const hit = processes.find(
    (span) =>
      span.role === Role[fleetRole] && span.process === process && span.exit !== null && span.exit.at >= beganAt,
  );
  return hit !== undefined && hit.spawnedAt <= beganAt ? hit : undefined;
}

/** Whether it closes connections of workers at once. A frozen worker keeps its connection until the heartbeat timeout. */
export const breaksConnections = (occurrence: Occurrence): boolean => {
  const kind = occurrence.plan?.kind;
  if (hitsBroker(occurrence) || occurrence.hosted.length > 0) return true;
  // With pause-minority, a node that is cut off closes its connections.
  if (occurrence.plan !== null && (takesNodesDown(occurrence.plan) || kind === "partition")) return true;
  return occurrence.fleetRole === "worker" && kind !== undefined && CLOSING.has(kind);
};
const CLOSING: ReadonlySet<Fault["kind"]> = new Set(["kill", "quit", "cut", "close"]);

/**
 * The target for a reader: `worker 2`, `worker process 2` (a process with several workers), `workers 3 to 4` (that
 * joined), `producer 1`, `connection of worker 2`, `broker`, `node 2`, `nodes 1 and 3`, `agent 2`.
 */
export function targetOf(
  { plan, fleetRole, process, nodes }: Occurrence,
  { workers, workersPerProcess }: Pick<TrialSettings, "workers" | "workersPerProcess">,
): string {
  if (plan === null) return "unknown";
  if (addsWorkers({ plan })) {
    const first = process + (workers - workerProcesses({ workers, workersPerProcess }));
    const joins = plan.joins ?? 1;
    return joins === 1 ? `worker ${first}` : `workers ${first} to ${first + joins - 1}`;
  }
  if (plan.role === "node") return nodeNames(nodes.map(({ node }) => node));
  if (plan.role === "agent") return `agent ${process}`;
  if (fleetRole === null || process === 0) return plan.role;
  const name = `${fleetRole === "worker" && workersPerProcess > 1 ? "worker process" : fleetRole} ${process}`;
  return plan.role === "connection" ? `connection of ${name}` : name;
}

function nodeNames(numbers: readonly number[]): string {
  const last = numbers.at(-1);
  if (last === undefined) return "node";
  return numbers.length === 1 ? `node ${last}` : `nodes ${numbers.slice(0, -1).join(", ")} and ${last}`;
}
