// Facts about one producer or worker process from its shard, apart from tasks: connections, CPU, memory, event-loop stalls.
import { EventFlag, EventKind, Role, type ShardReader } from "@fairhare/protocol";
import { overlapOf, type Span } from "./span.ts";

/** Nanoseconds. A process may record the stall that a freeze caused up to this long after the freeze. */
const WAKING = 100e6;

export interface ProcessTrace {
  readonly role: Role;
  readonly process: number;
  readonly incarnation: number;
  /** Time of the last record, or of the opening; nanoseconds. */
  lastAt: number;
  disconnects: number;
  /** Reply codes with which the broker ended connections or channels; 0 if the socket broke without one. */
  readonly replyCodes: number[];
  /** Time of the last connection loss or consumer cancellation; nanoseconds, −Infinity if never. */
  lastBrokenAt: number;
  cancels: number;
  /** By slot: when its connections were opened, in the order of time; nanoseconds. */
  readonly connectedAt: number[][];
  /** By slot: the positions of their URIs in the list of URIs. */
  readonly connectedTo: number[][];
  /** By slot: the position of the URI of its last connection in the list of URIs. */
  readonly uriAtEnd: number[];
  /** Number of times that an alarm of the broker blocked the connection. */
  blocks: number;
  /** CPU seconds of the process at its last sample; null without samples. */
  cpuSeconds: number | null;
  /** CPU seconds of the start of the process, before it began to publish or to consume; null if not recorded. */
  startCpuSeconds: number | null;
  /** Bytes that its connections had sent and received at the last sample; null without one. */
  sentBytes: number | null;
  receivedBytes: number | null;
  /** When the process began to publish or to consume, by the sample taken then; nanoseconds, null if not recorded. */
  begunAt: number | null;
  /** The last sample at which the process still had tasks, as far as it is known: see `noteLoad`. */
  readonly loaded: { at: number; cpuSeconds: number };
  /** Time of the last sample; nanoseconds. */
  sampledAt: number | null;
  peakRssBytes: number | null;
  /** Longest event-loop stall of the measurement, without those that a freeze caused; microseconds. */
  worstStallMicros: number;
  /** When a producer had published all of its tasks; nanoseconds, null if it never had. */
  finishedAt: number | null;
  /** Number of records with a kind, slot or task that does not belong to the run. */
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
    connectedTo: [],
    uriAtEnd: [],
    blocks: 0,
    cpuSeconds: null,
    startCpuSeconds: null,
    sentBytes: null,
    receivedBytes: null,
    begunAt: null,
    loaded: { at: 0, cpuSeconds: 0 },
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
  /** Merged spans in which a fault froze the process. */
  readonly frozen: readonly Span[];
}

/** Reads a record about the process. Any other record counts as foreign. */
export function traceRecord(trace: ProcessTrace, record: ShardReader, context: TraceContext): void {
  switch (record.kind) {
    case EventKind.finished:
      trace.finishedAt = record.at;
      return;
    case EventKind.begun:
    case EventKind.connected:
      (trace.connectedAt[record.slot] ??= []).push(record.at);
      if (record.kind === EventKind.connected) trace.uriAtEnd[record.slot] = record.detail;
      (trace.connectedTo[record.slot] ??= []).push(trace.uriAtEnd[record.slot] ?? 0);
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
      noteLoad(trace, record);
      trace.sampledAt = record.at;
      trace.cpuSeconds = record.other;
      trace.peakRssBytes = Math.max(trace.peakRssBytes ?? 0, record.detail * 1024);
      return;
    case EventKind.sent:
      trace.sentBytes = record.other;
      return;
    case EventKind.received:
      trace.receivedBytes = record.other;
      return;
    default:
      trace.foreign++;
  }
}

/**
 * A producer is loaded until the first sample after its last publish, a worker until its last sample but one: the last one is
 * taken when the process ends.
 */
function noteLoad(trace: ProcessTrace, { at, other, flags }: ShardReader): void {
  if ((flags & EventFlag.begin) !== 0) {
    trace.begunAt = at;
    trace.startCpuSeconds = other;
  }
  const { finishedAt, sampledAt, cpuSeconds, loaded } = trace;
  if (trace.role === Role.producer) {
    if (finishedAt === null || (sampledAt ?? 0) < finishedAt) Object.assign(loaded, { at, cpuSeconds: other });
  } else if (sampledAt !== null && cpuSeconds !== null) Object.assign(loaded, { at: sampledAt, cpuSeconds });
}

/** Whether a stall between two samples counts: it is within the measurement, and no freeze caused it. */
function isMeasured(from: number | null, to: number, { measuredFrom, frozen }: TraceContext): boolean {
  return from !== null && from >= measuredFrom && overlapOf(frozen, from - WAKING, to) === 0;
}

interface Traces {
  readonly attempts: { readonly traces: readonly ProcessTrace[] };
  readonly executions: { readonly traces: readonly ProcessTrace[] };
}

/** The traces of all producers, then of all workers. */
export const tracesOf = ({ attempts, executions }: Traces): ProcessTrace[] => [
  ...attempts.traces,
  ...executions.traces,
];

export interface ProcessTotal {
  readonly role: "producer" | "worker";
  readonly process: number;
  readonly value: number;
}

/** Totals by process, the largest first. `combine` merges the values of two incarnations. */
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
