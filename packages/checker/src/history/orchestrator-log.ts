// Reads the orchestrator's shard: phases, starts and exits of processes, faults, and figures of the broker. Without the
// shard the log is empty, and the run does not count as drained.
import {
  boundsOfRecord,
  EventFlag,
  EventKind,
  type NodeAbsence,
  type OffsetBounds,
  PhaseCode,
  type Role,
  type ShardReader,
} from "@fairhare/protocol";
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

interface LostAgent {
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
  /** When it was asked. */
  readonly at: number;
  readonly answeredAt: number;
  /** Null if no node knew a leader. */
  readonly node: number | null;
}

/** The state of the queue as the broker reported it. */
interface QueueReading {
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
interface OwnSample {
  readonly at: number;
  readonly cpuSeconds: number;
}

/** CPU time of all cores since the first sample. */
interface MachineSample {
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
  /** Who led the queue during faults: each change, in the order of time. */
  readonly leaders: readonly LeaderReading[];
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

export function readOrchestratorLog(shards: readonly ShardReader[]): OrchestratorLog {
  const phases = new Map<PhaseCode, number>();
  const processes: ProcessSpan[] = [];
  const faults: FaultSpan[] = [];
  const lostAgents: LostAgent[] = [];
  const nodes: NodeSpan[] = [];
  const leaders: LeaderReading[] = [];
  const depths: [number, number][] = [];
  const readings: QueueReading[] = [];
  let settledAt: number | null = null;
  let mostConsumers = 0;
  const unacked: [number, number][] = [];
  const queueMemory: [number, number][] = [];
  const brokerMemory: [number, number][] = [];
  const left: number[] = [];
  let leftAt = -Infinity;
  const cpu: number[] = [];
  const disk: number[] = [];
  const own: OwnSample[] = [];
  const machine: MachineSample[] = [];
  const exchanges = new Map<number, OffsetBounds[]>();
  let peakRssBytes: number | null = null;
  const clockOf = (agent: number): number =>
    agent === 0 ? 0 : agent + CLOCKS * lostAgents.filter((lost) => lost.agent === agent).length;
  for (const shard of shards) {
    shard.rewind();
    while (shard.next()) {
      const { at, task, slot, detail } = shard;
      switch (shard.kind) {
        case EventKind.phase:
          if (!phases.has(detail as PhaseCode)) phases.set(detail as PhaseCode, at);
          break;
        case EventKind.spawned:
          processes.push({
            role: shard.flags as Role,
            process: slot,
            incarnation: task,
            pid: detail,
            agent: shard.tag,
            clock: clockOf(shard.tag),
            spawnedAt: at,
            exit: null,
          });
          break;
        case EventKind.exited: {
          const isUnread = (shard.flags & EventFlag.unread) !== 0;
          const span = findProcess(processes, (shard.flags & ~EventFlag.unread) as Role, slot, task);
          if (span) span.exit = { at, code: detail, signal: shard.tag, shardBytes: shard.other, isUnread };
          break;
        }
        case EventKind.agentLost:
          lostAgents.push({ agent: slot, at, endedBy: shard.other });
          break;
        case EventKind.faultBegan:
          faults.push({ fault: task, process: slot, role: shard.flags as Role | 0, beganAt: at, healedAt: null });
          break;
        case EventKind.faultHealed: {
          const span = faults.find(
            (fault) =>
              fault.fault === task && fault.process === slot && fault.role === shard.flags && fault.healedAt === null,
          );
          if (span) span.healedAt = at;
          break;
        }
        case EventKind.nodeDown:
          nodes.push({ node: slot, fault: task, absence: detail as NodeAbsence, downAt: at, upAt: null });
          break;
        case EventKind.nodeUp: {
          const span = nodes.find((one) => one.node === slot && one.fault === task && one.upAt === null);
          if (span) span.upAt = at;
          break;
        }
        case EventKind.leaderSeen:
          leaders.push({ at, answeredAt: shard.other, node: slot === 0 ? null : slot });
          break;
        case EventKind.depth:
          depths.push([at, detail]);
          readings.push({ at, ready: detail, isIdle: shard.tag === 0 });
          mostConsumers = Math.max(mostConsumers, shard.tag);
          break;
        case EventKind.settled:
          readings.push({ at, ready: detail, isIdle: shard.tag === 0 });
          settledAt = detail === 0 && shard.tag === 0 ? at : null;
          break;
        case EventKind.queueLeft:
          left[slot - 1] = detail;
          leftAt = at;
          break;
        case EventKind.queueSampled:
          depths.push([at, detail]);
          readings.push({ at, ready: detail, isIdle: shard.tag === 0 });
          unacked.push([at, shard.tag]);
          queueMemory.push([at, shard.other]);
          break;
        case EventKind.memorySampled:
          brokerMemory.push([at, shard.other]);
          break;
        case EventKind.brokerWrote:
          disk.push(shard.other);
          break;
        case EventKind.orchestratorSampled:
          own.push({ at, cpuSeconds: shard.other });
          break;
        case EventKind.clockExchanged:
          if (!exchanges.has(clockOf(slot))) exchanges.set(clockOf(slot), []);
          exchanges.get(clockOf(slot))?.push(boundsOfRecord(shard));
          break;
        case EventKind.machineSampled:
          machine.push({ at, busySeconds: shard.other, stolenSeconds: shard.tag / 1e3, cores: detail });
          break;
        case EventKind.brokerSampled:
          cpu.push(shard.other);
          peakRssBytes = Math.max(peakRssBytes ?? 0, detail * 1024);
          break;
        default:
        // The phases of a run need no other record.
      }
    }
  }
  // The broker may have started before the run, so only the difference between two samples belongs to the run.
  const broker = { cpuSeconds: growthOf(cpu), peakRssBytes, diskBytes: growthOf(disk) };
  // The broker dates its own samples, so they are not in the order of the records.
  const series = {
    depths: depths.toSorted((a, b) => a[0] - b[0]),
    readings: readings.toSorted((a, b) => a.at - b.at),
    unacked,
    queueMemory,
    brokerMemory,
    queuesLeft: left.length > 0 ? { at: leftAt, ready: Array.from(left, (ready) => ready ?? 0) } : null,
  };
  const events = { phases, processes, faults, lostAgents, exchanges, nodes, leaders };
  return { ...events, settledAt, mostConsumers, ...series, broker, own, machine };
}

const growthOf = (values: readonly number[]): number | null =>
  values.length < 2 ? null : (values.at(-1) ?? 0) - (values[0] ?? 0);

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
