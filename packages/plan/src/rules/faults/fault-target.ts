// The target of a fault: its role, its process if that is certain, and its name in messages.
import { type Fault, type FleetRole, type TrialSettings, workerProcesses } from "@fairhare/workload";

/** The role whose process or connection is the target; null for the broker and its nodes, and for a connection of either role. */
export const fleetRoleOf = ({ role, connection }: Pick<Fault, "role" | "connection">): FleetRole | null =>
  role === "worker" || role === "producer" ? role : (connection?.owner ?? null);

export const processesOf = (role: FleetRole, { workers, workersPerProcess, producers }: TrialSettings): number =>
  role === "producer" ? producers : workerProcesses({ workers, workersPerProcess });

/** Minimum number of workers that are added during the run, each in its own process. */
export const joinsOf = ({ faults }: TrialSettings): number => faults.reduce((sum, { joins = 0 }) => sum + joins, 0);

const isOfBroker = ({ role }: Pick<Fault, "role">): boolean => role === "broker" || role === "node";

/** A random target is certain when there is only one process. */
function seatOf(fault: Pick<Fault, "role" | "process" | "connection">, settings: TrialSettings): number | null {
  const role = fleetRoleOf(fault);
  if (fault.role === "agent") return fault.process;
  if (role === null) return isOfBroker(fault) ? 1 : null;
  return fault.process ?? (processesOf(role, settings) === 1 ? 1 : null);
}

/** True only when it is certain: a random target may differ from a named one. */
export function meetSameTarget(one: Fault, other: Fault, settings: TrialSettings): boolean {
  // One fault of the broker or of its nodes at a time: the next one waits until the nodes are back.
  if (isOfBroker(one) && isOfBroker(other)) return true;
  if (one.role !== other.role) return false;
  // Each kills another one, or finds none.
  if (one.role === "agent") return false;
  // Killing a paused worker is possible; two pauses of one process, or two faults on one connection, undo each other.
  if (one.role !== "connection" && (one.kind !== "stop" || other.kind !== "stop")) return false;
  if (fleetRoleOf(one) !== fleetRoleOf(other)) return false;
  const process = seatOf(one, settings);
  return process !== null && process === seatOf(other, settings);
}

export function nameOf(fault: Fault, settings: TrialSettings): string {
  if (isOfBroker(fault)) return fault.role === "broker" ? "the broker" : "the nodes of the broker";
  if (fault.role === "agent") return `agent ${fault.process ?? ""}`.trim();
  const process = `${fleetRoleOf(fault) ?? ""} ${seatOf(fault, settings) ?? ""}`.trim();
  return fault.role === "connection" ? `the connection of ${process}` : process;
}
