// What the orchestrator recorded of a run: phases, starts and exits of processes, faults, and figures of the broker. Reading it
// from the shard is in read-orchestrator-log.ts.
import { type NodeAbsence, type OffsetBounds, PhaseCode, type Role } from "@fairhare/protocol";
import type { AgentHost } from "@fairhare/results";
import type { TrialSettings } from "@fairhare/workload";

export interface ProcessSpan {
  readonly role: Role;
  readonly process: number;
  readonly incarnation: number;
  readonly pid: number;
  /** Number of the agent on whose host it ran; 0 on the orchestrator's own. */
  readonly agent: number;
  /** The clock of its host: 0 for the orchestrator's. An agent that took the number of a lost one has another clock. */
  readonly clock: number;
  readonly spawnedAt: number;
  exit: {
    readonly at: number;
    readonly code: number;
    readonly signal: number;
    /** Size of its shard at that time in bytes; 0 without a shard. */
    readonly shardBytes: number;
    /** The shard may lack its last records: the connection to the host was lost. */
    readonly isUnread: boolean;
  } | null;
}

export interface LostAgent {
  readonly agent: number;
  readonly at: number;
  /** Its processes must have ended by then, without the orchestrator. */
  readonly endedBy: number;
}

export interface FaultSpan {
  /** Index in the plan, from 1. */
  readonly fault: number;
  /** Number of the process that was hit; 0 for the broker, or if the record names none. */
  readonly process: number;
  /** Role of that process; 0 for the broker, or if the record names none. */
  readonly role: Role | 0;
  readonly beganAt: number;
  healedAt: number | null;
}

/** A time in which a node of the cluster was away because of a fault. */
export interface NodeSpan {
  /** From 1. */
  readonly node: number;
  /** Index of the fault in the plan, from 1. */
  readonly fault: number;
  readonly absence: NodeAbsence;
  readonly downAt: number;
  /** Null if it did not come back. */
  upAt: number | null;
}

/** An answer of the cluster to the question who leads the queue. */
export interface LeaderReading {
  /** Number of the queue, from 1. */
  readonly queue: number;
  /** When it was asked. */
  readonly at: number;
  readonly answeredAt: number;
  /** Null if no node knew a leader. */
  readonly node: number | null;
}

/** The state of the queue as the broker reported it. */
export interface QueueReading {
  readonly at: number;
  readonly ready: number;
  /** No consumer held a message: nothing was unacknowledged, or there was no consumer. */
  readonly isIdle: boolean;
}

/** The last reading of each of several queues. */
interface QueuesLeft {
  readonly at: number;
  /** Ready messages, by the number of the queue − 1. */
  readonly ready: readonly number[];
}

/** At a time in nanoseconds. */
export interface OwnSample {
  readonly at: number;
  readonly cpuSeconds: number;
}

/** CPU time of all cores since the first sample. */
export interface MachineSample {
  readonly at: number;
  readonly busySeconds: number;
  /** Taken by other guests of the host of a virtual machine. */
  readonly stolenSeconds: number;
  readonly cores: number;
}

/** [time in nanoseconds, value]. */
export type Series = readonly (readonly [number, number])[];

/** Times are nanoseconds on the host's monotonic clock. */
export interface OrchestratorLog {
  readonly phases: ReadonlyMap<PhaseCode, number>;
  readonly processes: readonly ProcessSpan[];
  readonly faults: readonly FaultSpan[];
  readonly lostAgents: readonly LostAgent[];
  /** Nodes of a cluster that were away, in the order of the records. */
  readonly nodes: readonly NodeSpan[];
  /** Who led the queue, or the first of several, during faults: each change, in the order of time. */
  readonly leaders: readonly LeaderReading[];
  /** Who led the other queues when nodes were hit. */
  readonly otherLeaders: readonly LeaderReading[];
  /** Ready messages. */
  readonly depths: Series;
  /** All readings of the queue, in the order of time. */
  readonly readings: readonly QueueReading[];
  /** The most consumers that a reading of the queue found. */
  readonly mostConsumers: number;
  /** Null in a run with one queue, or without a reading. */
  readonly queuesLeft: QueuesLeft | null;
  /** When nothing was ready and nothing was unacknowledged, as the orchestrator proved at the end; null without that proof. */
  readonly settledAt: number | null;
  /** Unacknowledged messages, bytes of the queue, bytes of the broker. Empty for a broker that Fairhare does not own. */
  readonly unacked: Series;
  readonly queueMemory: Series;
  readonly brokerMemory: Series;
  readonly broker: {
    readonly cpuSeconds: number | null;
    readonly peakRssBytes: number | null;
    readonly diskBytes: number | null;
  };
  /** The orchestrator's own CPU time, in the order of time. */
  readonly own: readonly OwnSample[];
  /** The CPU time of the machine, in the order of time; empty where it is unknown. */
  readonly machine: readonly MachineSample[];
  /** By clock: how it was compared with the orchestrator's. */
  readonly exchanges: ReadonlyMap<number, readonly OffsetBounds[]>;
}

/** More than there can be agents: a record has 16 bits for the number. */
const CLOCKS = 2 ** 16;

/** Number of the agent with this clock. */
export const agentOfClock = (clock: number): number => clock % CLOCKS;

/** The clock of the agent with this number, of which so many were lost before; 0 is the orchestrator's host. */
export const clockOfAgent = (agent: number, lost: number): number => (agent === 0 ? 0 : agent + CLOCKS * lost);

/** The name of the host with this clock; null if it is the orchestrator's, or was not recorded. */
export function hostOfClock(clock: number, agents: readonly AgentHost[]): string | null {
  const ofNumber = agents.filter(({ number }) => number === agentOfClock(clock));
  return ofNumber[Math.floor(clock / CLOCKS)]?.name ?? null;
}

export function findProcess(
  processes: readonly ProcessSpan[],
  role: Role,
  process: number,
  incarnation: number,
): ProcessSpan | undefined {
  return processes.find((span) => span.role === role && span.process === process && span.incarnation === incarnation);
}

/** When the measurement phase began (nanoseconds): publishing, or with a backlog the release of the workers. Null if it never began. */
export const measurementPhase = (
  { phases }: Pick<OrchestratorLog, "phases">,
  { backlog }: Pick<TrialSettings, "backlog">,
): number | null => phases.get(backlog ? PhaseCode.released : PhaseCode.publishing) ?? null;
