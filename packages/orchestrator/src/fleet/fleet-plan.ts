// The members of a fleet and the plan that each process receives. Starts nothing.
import type { Nanoseconds } from "@fairhare/core";
import type { ChildPlan } from "@fairhare/protocol";
import type { FleetMember } from "@fairhare/proxy";
import { type FleetRole, slotsOfProcess, type TrialSettings, workerProcesses } from "@fairhare/workload";
import type { Child } from "./child.ts";
import type { ChildEnd } from "@fairhare/places";

/** Where a restarted process continues the work of its last incarnation. */
export interface Continuation {
  /** Tasks of a producer's share that earlier incarnations attempted. */
  readonly alreadyAttempted: number;
  /** Time zero of a producer's schedule; null when it had not begun. */
  readonly epoch: Nanoseconds | null;
}

export interface FleetPlan {
  /** The broker's address for this process; a proxy's when faults or a round trip need one. */
  readonly uriOf: (member: FleetMember) => string;
  /** The position of the URI of a list that this process tries first, from 0. */
  readonly firstUriOf: (member: FleetMember) => number;
  /** Prepares the path of a worker that joins the running fleet. */
  readonly admit: (member: FleetMember) => Promise<void>;
  readonly queue: string;
  readonly queueExpiresMs: number;
  readonly runTag: string | null;
  readonly settings: TrialSettings;
  /** Time in which a process must connect, and a worker consume. */
  readonly readyTimeoutMs: number;
  /** Path of the shard; unique to role, process and incarnation. */
  readonly shardFile: (role: "producer" | "worker", process: number, incarnation: number) => string;
  /** Whether a task has crashed the process: its exit is part of the plan at any time. */
  readonly hasCrashed: (child: Child) => boolean;
  /** Called when the last records of a child were not read, before the call for its exit. */
  readonly onUnread: (child: Child) => void;
  /** Called when a child exits without a request or a fault; `livingWorkers` worker processes are left. */
  readonly onUnexpectedExit: (child: Child, end: ChildEnd, livingWorkers: number) => void;
}

export interface Incarnation extends Continuation {
  readonly incarnation: number;
  readonly isLate: boolean;
}

const FIRST_INCARNATION: Incarnation = { incarnation: 1, isLate: false, alreadyAttempted: 0, epoch: null };

/** Every process of the fleet at its start. */
export const membersOf = (settings: TrialSettings): FleetMember[] => [
  ...numbers(settings.producers).map((process): FleetMember => ({ role: "producer", process })),
  ...numbers(workerProcesses(settings)).map((process): FleetMember => ({ role: "worker", process })),
];

export function childPlan(
  plan: FleetPlan,
  role: FleetRole,
  process: number,
  changes: Partial<Incarnation> = {},
): ChildPlan {
  const { incarnation, isLate, alreadyAttempted, epoch } = { ...FIRST_INCARNATION, ...changes };
  const { uriOf, firstUriOf, queue, queueExpiresMs, runTag, settings } = plan;
  const uri = uriOf({ role, process });
  const firstUri = firstUriOf({ role, process });
  const shardFile = plan.shardFile(role, process, incarnation);
  const identity = { process, incarnation, shardFile, isLate };
  // A place on another host replaces it by its own.
  const common = { uri, firstUri, queue, queueExpiresMs, runTag, settings, ...identity, clockOffsetNs: 0 };
  if (role === "producer") return { ...common, role, alreadyAttempted, epoch };
  return { ...common, role, slots: slotsOfProcess(process, settings) };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
