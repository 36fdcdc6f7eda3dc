// The faults of a run as they happened: the spans that the orchestrator recorded, with what was planned for them.
import { type Fault, type FleetRole, takesBrokerDown, type TrialSettings, workerProcesses } from "@fairhare/workload";
import { Role } from "@fairhare/protocol";
import type { FaultSpan, ProcessSpan } from "./orchestrator-log.ts";

export interface Occurrence {
  /** Null when the record names a fault that is not in the plan. */
  readonly plan: Fault | null;
  /** Whose process or connection was hit; null for the broker. */
  readonly fleetRole: FleetRole | null;
  /** The process that was hit, from 1; 0 for the broker, or where it was not named. */
  readonly process: number;
  /** Nanoseconds. */
  readonly beganAt: number;
  /** Null when it was never healed. */
  readonly healedAt: number | null;
}

/** In the order of time. */
export function occurrencesOf(
  spans: readonly FaultSpan[],
  { faults }: Pick<TrialSettings, "faults">,
): readonly Occurrence[] {
  return spans
    .map(({ fault, process, role, beganAt, healedAt }): Occurrence => {
      const plan = faults[fault - 1] ?? null;
      const number = process === 0 ? (plan?.process ?? 0) : process;
      return { plan, fleetRole: fleetRoleOf(plan, role), process: number, beganAt, healedAt };
    })
    .toSorted((a, b) => a.beganAt - b.beganAt);
}

/** As recorded; where the record does not say, as planned. */
function fleetRoleOf(plan: Fault | null, recorded: Role | 0): FleetRole | null {
  if (recorded === Role.worker) return "worker";
  if (recorded === Role.producer) return "producer";
  return plan?.role === "worker" || plan?.role === "producer" ? plan.role : null;
}

/** It went away and came back. An alarm lets it keep all that it has. */
export const hitsBroker = ({ plan }: Occurrence): boolean => plan !== null && takesBrokerDown(plan);

export const killsBroker = ({ plan }: Occurrence): boolean => plan?.role === "broker" && plan.kind === "kill";

/** Breaks nothing, so there is nothing to recover from. */
export const addsWorkers = ({ plan }: Pick<Occurrence, "plan">): boolean => plan?.kind === "add";

export const cutsPower = ({ plan }: Occurrence): boolean => plan?.kind === "power-cut";

/** Whether what this worker process holds may be delivered again: it was hit itself, or the broker was. */
export const hitsWorker = (occurrence: Occurrence, worker: number): boolean =>
  hitsBroker(occurrence) ||
  (occurrence.fleetRole === "worker" && !addsWorkers(occurrence) && occurrence.process === worker);

/** The incarnation that a kill or a quit brought to its end; undefined for other faults, and when nobody saw that end. */
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

/** Whether it closes connections of workers at once. A frozen worker keeps its own until the heartbeats fail. */
export const breaksConnections = (occurrence: Occurrence): boolean => {
  const kind = occurrence.plan?.kind;
  if (hitsBroker(occurrence)) return true;
  return occurrence.fleetRole === "worker" && kind !== undefined && CLOSING.has(kind);
};
const CLOSING: ReadonlySet<Fault["kind"]> = new Set(["kill", "quit", "cut", "close"]);

/**
 * `worker 2`, `worker process 2` when it has several workers, `workers 3 to 4` that joined, `producer 1`, `connection of
 * worker 2`, `broker`.
 */
export function targetOf(
  { plan, fleetRole, process }: Occurrence,
  { workers, workersPerProcess }: Pick<TrialSettings, "workers" | "workersPerProcess">,
): string {
  if (plan === null) return "unknown";
  if (addsWorkers({ plan })) {
    const first = process + (workers - workerProcesses({ workers, workersPerProcess }));
    const joins = plan.joins ?? 1;
    return joins === 1 ? `worker ${first}` : `workers ${first} to ${first + joins - 1}`;
  }
  if (fleetRole === null || process === 0) return plan.role;
  const name = `${fleetRole === "worker" && workersPerProcess > 1 ? "worker process" : fleetRole} ${process}`;
  return plan.role === "connection" ? `connection of ${name}` : name;
}
