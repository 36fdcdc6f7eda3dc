// Reads the orchestrator's shard. Without it the log is empty, and the run does not count as drained.
import {
  boundsOfRecord,
  EventFlag,
  EventKind,
  type NodeAbsence,
  type OffsetBounds,
  type PhaseCode,
  type Role,
  type ShardReader,
} from "@fairhare/protocol";
import {
  clockOfAgent,
  type FaultSpan,
  findProcess,
  type LeaderReading,
  type LostAgent,
  type MachineSample,
  type NodeSpan,
  type OrchestratorLog,
  type OwnSample,
  type ProcessSpan,
  type QueueReading,
} from "./orchestrator-log.ts";

export function readOrchestratorLog(shards: readonly ShardReader[]): OrchestratorLog {
  const phases = new Map<PhaseCode, number>();
  const processes: ProcessSpan[] = [];
  const faults: FaultSpan[] = [];
  const lostAgents: LostAgent[] = [];
  const nodes: NodeSpan[] = [];
  const leaders: LeaderReading[] = [];
  const otherLeaders: LeaderReading[] = [];
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
    clockOfAgent(agent, lostAgents.filter((lost) => lost.agent === agent).length);
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
          // With several queues, the others have their numbers.
          (task > 1 ? otherLeaders : leaders).push({
            queue: Math.max(1, task),
            at,
            answeredAt: shard.other,
            node: slot === 0 ? null : slot,
          });
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
  const events = { phases, processes, faults, lostAgents, exchanges, nodes, leaders, otherLeaders };
  return { ...events, settledAt, mostConsumers, ...series, broker, own, machine };
}

const growthOf = (values: readonly number[]): number | null =>
  values.length < 2 ? null : (values.at(-1) ?? 0) - (values[0] ?? 0);
