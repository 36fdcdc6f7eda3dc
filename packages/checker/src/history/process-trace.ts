// What every child's shard tells about its process, apart from tasks: connections, CPU, memory, stalls.
import { EventKind, Role, type ShardReader } from "@fairhare/protocol";
import { overlapOf, type Span } from "./span.ts";

/** A process that was frozen finds out when it wakes, which it writes down this much later at most; nanoseconds. */
const WAKING = 100e6;

export interface ProcessTrace {
  readonly role: Role;
  readonly process: number;
  readonly incarnation: number;
  /** Time of the last record, or of the opening; nanoseconds. */
  lastAt: number;
  disconnects: number;
  /** The broker's reply codes with which connections or channels ended, 0 when a socket just broke. */
  readonly replyCodes: number[];
  /** When a connection was lost last, or the consumer cancelled; nanoseconds, −Infinity when never. */
  lastBrokenAt: number;
  cancels: number;
  /** When connections were opened, by slot, in the order of time; nanoseconds. */
  readonly connectedAt: number[][];
  /** How often the broker stopped reading from the connection. */
  blocks: number;
  /** CPU seconds of the process at its last sample; null when it was never sampled. */
  cpuSeconds: number | null;
  /** Time of the last sample; nanoseconds. */
  sampledAt: number | null;
  peakRssBytes: number | null;
  /** Longest event-loop stall in a sampling interval that began after `measuredFrom` and in which the process was not frozen; microseconds. */
  worstStallMicros: number;
  /** When a producer had published all it was told to; nanoseconds, null when it never had. */
  finishedAt: number | null;
  /** Records of a kind, slot or task that this reader does not know. */
  foreign: number;
}

export function openTrace({ header }: ShardReader): ProcessTrace {
  return {
    role: header.role,
    process: header.process,
    incarnation: header.incarnation,
    lastAt: header.openedAt,
    disconnects: 0,
    replyCodes: [],
    lastBrokenAt: -Infinity,
    cancels: 0,
    connectedAt: [],
    blocks: 0,
    cpuSeconds: null,
    sampledAt: null,
    peakRssBytes: null,
    worstStallMicros: 0,
    finishedAt: null,
    foreign: 0,
  };
}

export interface TraceContext {
  /** Event-loop stalls before it do not count; nanoseconds. */
  readonly measuredFrom: number;
  /** When the process was frozen on purpose; merged. */
  readonly frozen: readonly Span[];
}

/** Takes a record that is about the process and not about a task; anything else is counted as foreign. */
export function traceRecord(trace: ProcessTrace, record: ShardReader, context: TraceContext): void {
  switch (record.kind) {
    case EventKind.finished:
      trace.finishedAt = record.at;
      return;
    case EventKind.begun:
    case EventKind.connected:
      (trace.connectedAt[record.slot] ??= []).push(record.at);
      return;
    case EventKind.processed:
    case EventKind.closed:
    case EventKind.unblocked:
      return;
    case EventKind.cancelled:
      trace.cancels++;
      trace.lastBrokenAt = record.at;
      return;
    case EventKind.disconnected:
      trace.disconnects++;
      trace.replyCodes.push(record.detail);
      trace.lastBrokenAt = record.at;
      return;
    case EventKind.blocked:
      trace.blocks++;
      return;
    case EventKind.sampled:
      if (isMeasured(trace.sampledAt, record.at, context)) {
        trace.worstStallMicros = Math.max(trace.worstStallMicros, record.tag);
      }
      trace.sampledAt = record.at;
      trace.cpuSeconds = record.other;
      trace.peakRssBytes = Math.max(trace.peakRssBytes ?? 0, record.detail * 1024);
      return;
    default:
      trace.foreign++;
  }
}

/** Whether a stall between two samples is the process's own: not from before the measurement, nor a freeze that was asked for. */
function isMeasured(from: number | null, to: number, { measuredFrom, frozen }: TraceContext): boolean {
  return from !== null && from >= measuredFrom && overlapOf(frozen, from - WAKING, to) === 0;
}

interface Traces {
  readonly attempts: { readonly traces: readonly ProcessTrace[] };
  readonly executions: { readonly traces: readonly ProcessTrace[] };
}

/** Of all producers, then of all workers. */
export const tracesOf = ({ attempts, executions }: Traces): ProcessTrace[] => [
  ...attempts.traces,
  ...executions.traces,
];

export interface ProcessTotal {
  readonly role: "producer" | "worker";
  readonly process: number;
  readonly value: number;
}

/** By process, the largest first; `combine` merges the values of its incarnations. */
export function totalsOf(
  traces: readonly ProcessTrace[],
  valueOf: (trace: ProcessTrace) => number,
  combine: (a: number, b: number) => number,
): ProcessTotal[] {
  const totals = new Map<string, ProcessTotal>();
  for (const trace of traces) {
    const { process } = trace;
    const role = trace.role === Role.producer ? "producer" : "worker";
    const key = `${role}/${process}`;
    const before = totals.get(key)?.value ?? 0;
    totals.set(key, { role, process, value: combine(before, valueOf(trace)) });
  }
  return [...totals.values()].toSorted((a, b) => b.value - a.value);
}
