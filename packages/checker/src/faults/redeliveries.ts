// The redeliveries that each fault caused. Reads the workers' shards a second time, only for runs with faults. A
// redelivery belongs to a fault if a process that the fault hit held the task at that time, or if no process had read the
// task before.
import { EventFlag, EventKind, type ShardReader } from "@fairhare/protocol";
import type { WorkerTrace } from "../history/tasks/executions.ts";
import { OpenWork } from "../history/tasks/open-work.ts";
import { breaksConnections, hitsWorker, type Occurrence } from "../history/faults/occurrence.ts";

/** Nanoseconds; null without a redelivery. */
export interface FaultRedeliveries {
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** Number of redeliveries after the fault and before the next one. */
  readonly count: number;
}

/** By task: the occurrences during which a process that was hit held it, and the time since which it did. */
type Holdings = Map<number, Map<number, number>>;

interface Redeliveries {
  readonly tasks: number[];
  readonly times: number[];
}

export interface RedeliveryInput {
  /** In the order of time. */
  readonly occurrences: readonly Occurrence[];
  readonly workers: readonly ShardReader[];
  /** By shard. */
  readonly traces: readonly Pick<WorkerTrace, "exitedAt" | "redelivered">[];
  /** By task: its first recorded delivery. */
  readonly firstDeliveredAt: Float64Array;
}

/** By occurrence. Linear in events, redeliveries and held tasks. */
export function redeliveriesAfter(input: RedeliveryInput): FaultRedeliveries[] {
  const { occurrences, workers, traces, firstDeliveredAt } = input;
  const heldAt: Holdings = new Map();
  const redelivered: Redeliveries = { tasks: [], times: [] };
  for (const [index, shard] of workers.entries()) {
    const trace = traces[index];
    const faults = faultsOf(shard, occurrences);
    // In most shards of a large fleet there was neither a fault nor a redelivery.
    if (faults.length === 0 && trace?.redelivered === 0) continue;
    readShard(shard, trace?.exitedAt ?? 0, { occurrences, faults }, heldAt, redelivered);
  }
  const after = afterEach(occurrences, redelivered.times);
  const lastAt = occurrences.map((): number | null => null);
  for (const [task, at] of inOrder(redelivered)) {
    // The broker delivered it before, and no process has a record of it: it was on the wire to a process that was hit.
    const wasUnread = firstDeliveredAt[task] === at;
    const cause = wasUnread ? latestBreakBefore(occurrences, at) : takeLatestBefore(heldAt.get(task), at);
    if (cause !== null) lastAt[cause] = at;
  }
  return occurrences.map((_, index) => ({
    firstAt: after[index]?.firstAt ?? null,
    lastAt: lastAt[index] ?? null,
    count: after[index]?.count ?? 0,
  }));
}

/** Indices of the occurrences that hit the process of the shard. */
function faultsOf({ header: { process, openedAt } }: ShardReader, occurrences: readonly Occurrence[]): number[] {
  return [...occurrences.keys()].filter((index) => {
    const occurrence = occurrences[index];
    return occurrence !== undefined && occurrence.beganAt >= openedAt && hitsWorker(occurrence, process);
  });
}

function readShard(
  shard: ShardReader,
  endedAt: number,
  { occurrences, faults }: { readonly occurrences: readonly Occurrence[]; readonly faults: readonly number[] },
  heldAt: Holdings,
  redelivered: Redeliveries,
): void {
  const open = new OpenWork();
  let next = 0;
  /** By task: the time of its redelivery to this process. That redelivery is not an effect of a fault of this process. */
  const gotAt = new Map<number, number>();
  const hold = (fault: number | undefined): void => {
    if (fault === undefined) return;
    const beganAt = occurrences[fault]?.beganAt ?? 0;
    for (const { task } of open.held()) {
      const since = Math.max(beganAt, gotAt.get(task) ?? 0);
      const held = heldAt.get(task) ?? new Map<number, number>();
      heldAt.set(task, held.set(fault, Math.min(since, held.get(fault) ?? Infinity)));
    }
  };
  shard.rewind();
  while (shard.next()) {
    const { kind, slot, task, at } = shard;
    for (; at > (occurrences[faults[next] ?? -1]?.beganAt ?? Infinity); next++) hold(faults[next]);
    if (kind === EventKind.delivered) {
      if ((shard.flags & EventFlag.redelivered) !== 0) {
        redelivered.tasks.push(task);
        redelivered.times.push(at);
        gotAt.set(task, at);
      }
      open.deliver(slot, task);
    } else if (kind === EventKind.started) open.begin(slot, task, at);
    else if (kind === EventKind.completed || kind === EventKind.failed) open.finish(slot, task);
    else if (kind === EventKind.disconnected || kind === EventKind.cancelled) {
      // RabbitMQ also requeues deliveries between the beginning of the fault and the end of the connection.
      if (next > 0) hold(faults[next - 1]);
      open.abandon(slot);
    }
  }
  // Deliveries that the process still holds at its end belong to the last fault before that end.
  while ((occurrences[faults[next] ?? -1]?.beganAt ?? Infinity) < endedAt) next++;
  hold(faults[next - 1]);
}

/** The first redelivery after each fault and before the next one, and the number of them. */
function afterEach(
  occurrences: readonly Occurrence[],
  times: readonly number[],
): Pick<FaultRedeliveries, "firstAt" | "count">[] {
  const sorted = Float64Array.from(times).toSorted();
  let position = 0;
  return occurrences.map(({ beganAt }, index) => {
    while (position < sorted.length && (sorted[position] ?? 0) <= beganAt) position++;
    const at = sorted[position];
    const next = occurrences[index + 1]?.beganAt ?? Infinity;
    const begin = position;
    while (position < sorted.length && (sorted[position] ?? 0) <= next) position++;
    const firstAt = at === undefined || (at > next && next > beganAt) ? null : at;
    return { firstAt, count: position - begin };
  });
}

/** In the order of time. */
function inOrder({ tasks, times }: Redeliveries): [number, number][] {
  return tasks.map((task, index): [number, number] => [task, times[index] ?? 0]).toSorted((a, b) => a[1] - b[1]);
}

/** A fault requeues a task once, so an explained redelivery removes the faults before it. */
function takeLatestBefore(held: Map<number, number> | undefined, at: number): number | null {
  const before = [...(held ?? [])].filter(([, since]) => since < at).map(([fault]) => fault);
  for (const fault of before) held?.delete(fault);
  return before.length > 0 ? Math.max(...before) : null;
}

/** The last fault before this time that can have closed a worker's connection. */
function latestBreakBefore(occurrences: readonly Occurrence[], at: number): number | null {
  const index = occurrences.findLastIndex((occurrence) => occurrence.beganAt < at && breaksConnections(occurrence));
  return index < 0 ? null : index;
}
