// Tasks that were completed more than once, and the cause of each. Reads the workers' shards a second time, only if there
// are such tasks.
import { ackTimeoutAnswerOn, type TrialSettings } from "@fairhare/workload";
import type { Checker } from "../checker.ts";
import { EventFlag, EventKind, FailureOutcome, type ShardReader } from "@fairhare/protocol";
import { Attempt } from "../history/tasks/attempt-table.ts";
import type { Executions } from "../history/tasks/executions.ts";
import { DuplicateCause } from "@fairhare/results";
import type { History } from "../history/history.ts";
import { Work } from "../history/tasks/work-table.ts";

export interface Duplicate {
  readonly task: number;
  readonly cause: DuplicateCause;
  /** All completions of the task, so at least 2. */
  readonly completions: number;
  /** Nothing shows the cause, because the clocks of the hosts do not give the order of the deliveries. */
  readonly isUnordered: boolean;
}

/** Reply code with which the broker closes a channel after the acknowledgement timeout. */
const PRECONDITION_FAILED = 406;

/** Whether the broker ended the channel or consumer because of the acknowledgement timeout. */
type IsTimeout = (end: Pick<ShardReader, "kind" | "detail">) => boolean;

interface Delivery {
  readonly shard: number;
  readonly at: number;
  readonly redelivered: boolean;
  /** Its connection or consumer ended later. */
  isBroken: boolean;
  /** The broker ended it because of the acknowledgement timeout. */
  isTimedOut: boolean;
  /** When its worker closed the connection; Infinity if it did not. */
  closedAt: number;
}

/** An end of a delivery: its work was completed, or its handler rejected it into the retry queue. */
interface End {
  readonly at: number;
  readonly delivery: Delivery;
  /** The task went to the retry queue; RabbitMQ does not flag its return as redelivered. */
  readonly isDelayed: boolean;
}

/** In the order of the task numbers. */
export const duplicatesOf: Checker<Duplicate[]> = (history, { trial, brokerVersion }) => {
  const { shards, executions } = history;
  if (executions.duplicated === 0) return [];
  const ends = new Map<number, End[]>();
  const isTimeout = timeoutsOf(trial, brokerVersion);
  const slots = slotsOfRepeated(executions);
  for (const [index, shard] of shards.workers.entries()) {
    const completedIn = [...(executions.traces[index]?.completedIn ?? [])];
    // In most shards of a large fleet there is no completion of such a task.
    if (executions.delayed > 0 || completedIn.some((slot) => slots.has(slot)))
      readShard(shard, index, executions, isTimeout, ends);
  }
  return [...ends]
    .map(([task, all]) => {
      const cause = causeOf(task, all, history, trial.ack);
      const isUnordered = cause === undefined;
      const completions = all.filter(({ isDelayed }) => !isDelayed).length;
      return { task, cause: cause ?? DuplicateCause.unknown, completions, isUnordered };
    })
    .toSorted((a, b) => a.task - b.task);
};

/** The slots that completed tasks which were completed more than once. */
function slotsOfRepeated({ table, slots }: Executions): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [slot, count] of slots.duplicated.entries()) if (count > 0) found.add(slot);
  for (let task = 1; task <= table.last; task++)
    if (table.is(task, Work.repeated)) found.add(table.firstCompletedSlot[task] ?? 0);
  return found;
}

/** Without --ack-timeout the timeout is 30 minutes, longer than any task. */
function timeoutsOf(settings: Pick<TrialSettings, "ackTimeoutMs" | "queueType">, brokerVersion: string): IsTimeout {
  if (settings.ackTimeoutMs === 0) return () => false;
  const cancels = ackTimeoutAnswerOn(settings, brokerVersion) === "cancels-consumer";
  return ({ kind, detail }) =>
    (kind === EventKind.disconnected && detail === PRECONDITION_FAILED) || (kind === EventKind.cancelled && cancels);
}

function readShard(
  shard: ShardReader,
  index: number,
  { table }: Executions,
  isTimeout: IsTimeout,
  ends: Map<number, End[]>,
): void {
  /** Deliveries by slot and task, in the order of time. */
  const open = new Map<number, Map<number, Delivery[]>>();
  shard.rewind();
  while (shard.next()) {
    const { kind, slot, task, at } = shard;
    if (kind === EventKind.disconnected || kind === EventKind.cancelled) {
      const isTimedOut = isTimeout(shard);
      for (const delivery of [...(open.get(slot)?.values() ?? [])].flat()) {
        delivery.isTimedOut ||= isTimedOut && !delivery.isBroken;
        delivery.isBroken = true;
      }
      continue;
    }
    if (kind === EventKind.closed)
      for (const delivery of [...(open.get(slot)?.values() ?? [])].flat()) delivery.closedAt = at;
    const isDelayed = kind === EventKind.failed && shard.detail === FailureOutcome.delayed;
    if (kind !== EventKind.delivered && kind !== EventKind.completed && !isDelayed) continue;
    if (task === 0 || task > table.last || !table.is(task, Work.repeated)) continue;
    if (kind === EventKind.delivered) {
      const redelivered = (shard.flags & EventFlag.redelivered) !== 0;
      const held = open.get(slot) ?? new Map<number, Delivery[]>();
      const earlier = held.get(task) ?? [];
      open.set(
        slot,
        held.set(task, [
          ...earlier,
          { shard: index, at, redelivered, isBroken: false, isTimedOut: false, closedAt: Infinity },
        ]),
      );
    } else {
      // While a worker finishes a task of a broken connection, the new connection may deliver the task again.
      const begunAt = shard.other;
      const delivery = open
        .get(slot)
        ?.get(task)
        ?.findLast((candidate) => candidate.at <= begunAt) ?? {
        shard: index,
        at,
        redelivered: false,
        isBroken: false,
        isTimedOut: false,
        closedAt: Infinity,
      };
      const known = ends.get(task);
      if (known) known.push({ at, delivery, isDelayed });
      else ends.set(task, [{ at, delivery, isDelayed }]);
    }
  }
}

/**
 * A task that was published twice is two messages, which workers can complete without any redelivery. Otherwise the broker
 * must have flagged the later delivery as redelivered, and the worker of the earlier delivery must have ended or lost its
 * connection before the acknowledgement arrived. The later delivery may have gone to the retry queue, and its return was
 * completed. Undefined if that depends on the order of events of two hosts within the error of their clocks.
 */
function causeOf(
  task: number,
  ends: readonly End[],
  { attempts, executions: { traces, table }, occurrences, clocks }: History,
  ack: TrialSettings["ack"],
): DuplicateCause | undefined {
  if (attempts.table.is(task, Attempt.republished)) return DuplicateCause.republished;
  if (table.is(task, Work.unordered)) return undefined;
  let isUnordered = false;
  const causes = new Set<DuplicateCause>();
  const completed = ends.filter(({ isDelayed }) => !isDelayed);
  const lastDeliveredAt = Math.max(...completed.map(({ delivery }) => delivery.at));
  for (const { at, delivery: later, isDelayed } of ends) {
    if (!later.redelivered || (isDelayed && at > lastDeliveredAt)) continue;
    for (const { delivery } of completed) {
      // The broker sent a delivery without the flag before one with it, even if a busy worker read it later. A return from
      // the retry queue has no flag either.
      const isUnflagged = !delivery.redelivered && (!isDelayed || delivery.at < at);
      if (delivery.at < later.at || isUnflagged) causes.add(causeBetween(delivery, later));
    }
  }
  const named = [
    DuplicateCause.workerKilled,
    DuplicateCause.workerCrashed,
    DuplicateCause.ackTimeout,
    DuplicateCause.connectionLost,
    DuplicateCause.neverAcknowledged,
    DuplicateCause.nodeLost,
  ];
  // RabbitMQ requeues messages that are never acknowledged when their worker ends, gracefully or not.
  const otherwise = ack === "forget" && causes.size > 0 ? DuplicateCause.neverAcknowledged : DuplicateCause.unknown;
  return named.find((cause) => causes.has(cause)) ?? (isUnordered ? undefined : otherwise);

  function causeBetween(earlier: Delivery, later: Delivery): DuplicateCause {
    const trace = traces[earlier.shard];
    // A killed process wrote no record after the broker had requeued its deliveries.
    if (trace?.killed === true && !earlier.isBroken) {
      if (trace.lastAt <= later.at) return trace.crashed ? DuplicateCause.workerCrashed : DuplicateCause.workerKilled;
      isUnordered ||= trace.lastAt <= later.at + clocks.between(trace.clock, traces[later.shard]?.clock ?? 0);
    }
    if (earlier.isTimedOut) return DuplicateCause.ackTimeout;
    if (earlier.isBroken) return DuplicateCause.connectionLost;
    // RabbitMQ takes back what a worker has not acknowledged when it closes its connection.
    if (ack === "forget" && earlier.closedAt <= later.at) return DuplicateCause.neverAcknowledged;
    if (wasNodeAway(earlier.at, later.at)) return DuplicateCause.nodeLost;
    isUnordered ||= wasNodeAway(earlier.at - clocks.largest, later.at + clocks.largest);
    return DuplicateCause.unknown;
  }

  /** The queue takes back the messages of consumers whose node it cannot reach, although their connection stays. */
  function wasNodeAway(from: number, to: number): boolean {
    return occurrences.some(({ nodes }) =>
      nodes.some(({ downAt, upAt }) => downAt <= to && (upAt ?? Infinity) >= from),
    );
  }
}
