// Reads the workers' shards once, record by record.
import { isShared, returnsOnError, speedOfSlot, type TrialSettings } from "@fairhare/workload";
import { EventFlag, EventKind, FailureOutcome, type ShardReader } from "@fairhare/protocol";
import type { Clocks } from "../../clocks/clocks.ts";
import { LatencyRecorder } from "../latency-recorder.ts";
import { Attempt, type AttemptTable } from "./attempt-table.ts";
import { type Executions, RATIO_SCALE, type WorkerTrace } from "./executions.ts";
import { OpenWork } from "./open-work.ts";
import type { ProcessSpan } from "../orchestrator-log.ts";
import type { FrozenSpans } from "../faults/frozen-spans.ts";
import { openTrace, traceRecord } from "../process-trace.ts";
import { QueueTally } from "../queue-tally.ts";
import { SlotTally } from "../slots/slot-tally.ts";
import { SlotWork, type SlotWorkSettings } from "../slots/slot-work.ts";
import { Work, WorkTable } from "./work-table.ts";

interface ExecutionInput {
  readonly shards: readonly ShardReader[];
  readonly attempts: AttemptTable;
  /** Number of slots, including those of workers that joined. */
  readonly slots: number;
  readonly settings: Pick<
    TrialSettings,
    "ack" | "onError" | "speeds" | "queue" | "queues" | "workers" | "exchange" | "producers"
  > &
    SlotWorkSettings;
  readonly measuredFrom: number;
  readonly frozen: FrozenSpans;
  /** The exit that the orchestrator recorded; null if it did not see one. */
  readonly exitOf: (process: number, incarnation: number) => ProcessSpan["exit"];
  readonly clocks: Pick<Clocks, "clockOf" | "between">;
}

export function readExecutions(input: ExecutionInput): Executions {
  const { shards, attempts, settings, measuredFrom, frozen, exitOf } = input;
  const margins = marginsOf(input);
  const table = new WorkTable(attempts.last, (shard) => margins[shard] ?? 0);
  const slots = new SlotTally(input.slots, frozen);
  const queues = settings.queues > 1 ? new QueueTally(settings) : null;
  const slotWork = new SlotWork({ slots, queues, frozen, attempts }, settings);
  const bufferWait = new LatencyRecorder();
  const work = new LatencyRecorder();
  const workRatio = new LatencyRecorder();
  const works = settings.work !== "none";
  let delivered = 0;
  let redelivered = 0;
  let duplicated = 0;
  let unexpected = 0;
  let foreignDelivered = 0;
  let firstForeignAt = Infinity;
  const foreignCompletedAt: number[] = [];
  const mayBeForeign = isShared(settings);
  let failed = 0;
  let delayed = 0;
  const crashes = new Map<number, number>();
  let lastCompletedAt = -Infinity;
  const traces = shards.map((shard, index) => readShard(shard, index));
  const foreign = { foreignDelivered, foreignCompletedAt, firstForeignAt };
  const done = { delivered, redelivered, duplicated, unexpected, failed, delayed, crashes, lastCompletedAt };
  const counts = { ...done, ...foreign };
  return { table, slots, queues, traces, bufferWait, work, workRatio, ...counts };

  function readShard(shard: ShardReader, index: number): WorkerTrace {
    const trace = openTrace(shard);
    let hasCrashed = false;
    const redeliveredBefore = redelivered;
    const completedIn = new Set<number>();
    let lastCompletedIn = -1;
    const context = { measuredFrom, frozen: frozen.ofProcess("worker", trace.process) };
    const open = new OpenWork();
    slotWork.openProcess();
    /** By slot: when this process began to consume. */
    const consumingSince = new Map<number, number>();
    const consume = (slot: number, at: number): void => {
      slots.consume(slot, at);
      if (!consumingSince.has(slot)) consumingSince.set(slot, at);
    };
    shard.rewind();
    while (shard.next()) {
      const { slot, task, at } = shard;
      switch (shard.kind) {
        case EventKind.delivered:
          delivered++;
          queues?.add(queues.delivered, queues.queueOfDelivery(shard));
          consume(slot, at);
          if ((shard.flags & EventFlag.redelivered) !== 0) {
            redelivered++;
            queues?.add(queues.redelivered, queues.queueOfDelivery(shard));
            slots.add(slots.redelivered, slot, 1);
            if (task <= table.last) table.redeliver(task);
          }
          if (task === 0 && mayBeForeign) {
            foreignDelivered++;
            firstForeignAt = Math.min(firstForeignAt, at);
            slots.raise(slots.peakHeld, slot, open.deliver(slot, foreignKey(shard)));
          } else if (task === 0) unexpected++;
          else {
            if (task <= table.last) table.deliver(task, at, index, slot);
            slots.raise(slots.peakHeld, slot, open.deliver(slot, task));
          }
          break;
        case EventKind.started:
          if (task !== 0) beginWork(slot, task, at, open, index);
          else if (mayBeForeign) beginWork(slot, foreignKey(shard), at, open, index);
          break;
        case EventKind.completed:
          // Most records have the slot of the record before.
          if (slot !== lastCompletedIn) completedIn.add(slot);
          lastCompletedIn = slot;
          if (task !== 0) completeWork(shard, open, index);
          else if (mayBeForeign) completeForeign(shard, open);
          break;
        case EventKind.failed:
          if (task !== 0) failWork(shard, open, index);
          hasCrashed ||= shard.detail === FailureOutcome.crashed;
          break;
        case EventKind.consuming:
          consume(slot, at);
          break;
        case EventKind.disconnected:
        case EventKind.cancelled:
          slotWork.loseConnection(slot, at, open);
          for (const waiting of open.abandon(slot)) if (waiting > 0) table.abandon(waiting, index);
          traceRecord(trace, shard, context);
          break;
        default:
          traceRecord(trace, shard, context);
      }
      if (!slots.hasSlot(slot) && shard.kind < EventKind.connected) trace.foreign++;
      if (at > trace.lastAt) trace.lastAt = at;
    }
    const exit = exitOf(trace.process, trace.incarnation);
    const exitedAt = exit?.at ?? null;
    const endedAt = Math.max(exitedAt ?? 0, trace.lastAt);
    for (const [slot, from] of consumingSince) slots.attend(slot, { from, to: exitedAt ?? Infinity });
    const unfinished = open.unfinished();
    slotWork.endProcess(endedAt, open);
    return {
      ...trace,
      clock: input.clocks.clockOf(trace),
      exitedAt,
      killed: (exit?.signal ?? 0) !== 0 || exit?.isUnread === true,
      crashed: hasCrashed,
      redelivered: redelivered - redeliveredBefore,
      completedIn,
      unfinished,
    };
  }

  function beginWork(slot: number, task: number, at: number, open: OpenWork, shard: number): void {
    const isNew = open.begin(slot, task, at);
    if (isNew) slotWork.begin(slot, task, at);
    if (task < 1 || task > table.last || !table.is(task, Work.delivered)) return;
    table.begin(task, shard);
    bufferWait.record(at - (table.deliveredAt[task] ?? 0));
  }

  function completeWork(record: ShardReader, open: OpenWork, shard: number): void {
    const { slot, task, at, other } = record;
    open.finish(slot, task);
    slots.add(slots.tasks, slot, 1);
    queues?.work(task, slot, { tasks: 1 });
    if (at > lastCompletedAt) lastCompletedAt = at;
    work.record(at - other);
    slotWork.end(slot, task, other, at);
    if (!attempts.has(task)) {
      unexpected++;
      return;
    }
    if (attempts.is(task, Attempt.heavy)) slots.add(slots.heavyTasks, slot, 1);
    const planned = ((attempts.costMicros[task] ?? 0) * 1e3) / speedOfSlot(settings, slot);
    if (works && planned > 0) workRatio.record((slotWork.awake(slot, other, at) / planned) * RATIO_SCALE);
    if (!works && table.is(task, Work.delivered)) {
      table.begin(task, shard);
      bufferWait.record(other - (table.deliveredAt[task] ?? 0));
    }
    const duplicateSlot = table.complete(task, at, slot, shard);
    if (duplicateSlot > 0) {
      duplicated++;
      queues?.add(queues.duplicated, queues.queueOf(task, slot));
      slots.add(slots.duplicated, duplicateSlot, 1);
    }
  }

  /** It occupies the worker like a task, but has no outcome: the run does not know what was published. */
  function completeForeign(record: ShardReader, open: OpenWork): void {
    const { slot, at, other } = record;
    open.finish(slot, foreignKey(record));
    slots.add(slots.tasks, slot, 1);
    queues?.work(0, slot, { tasks: 1 });
    foreignCompletedAt.push(at);
    // Workers alone have no other completions; beside tasks of the run, those of others do not end the measurement.
    if (settings.producers === 0 && at > lastCompletedAt) lastCompletedAt = at;
    work.record(at - other);
    slotWork.end(slot, 0, other, at);
  }

  function failWork(record: ShardReader, open: OpenWork, shard: number): void {
    const { slot, task, detail } = record;
    failed++;
    queues?.add(queues.failed, queues.queueOf(task, slot));
    const isTold = open.finish(slot, task);
    slotWork.end(slot, task, record.other, record.at);
    if (detail === FailureOutcome.delayed) delayed++;
    if (detail === FailureOutcome.crashed) crashes.set(task, (crashes.get(task) ?? 0) + 1);
    if (task > table.last) return;
    if (!works) table.begin(task, shard);
    table.fail(task);
    const isReturned = detail === FailureOutcome.crashed && returnsOnError(settings);
    if (detail === FailureOutcome.requeued || isReturned) table.mark(task, Work.requeued);
    if (detail === FailureOutcome.requeued && isTold) table.requeue(task, shard);
    if (detail === FailureOutcome.dropped) table.mark(task, Work.dropped);
    if (detail === FailureOutcome.delayed) table.delay(task, shard);
    if (detail === FailureOutcome.deadLettered) table.mark(task, Work.deadLettered);
  }
}

/** By shard: the largest error of the difference to a time of another worker's shard; nanoseconds. */
function marginsOf({ shards, clocks }: ExecutionInput): number[] {
  const all = shards.map(({ header }) => clocks.clockOf(header));
  const hosts = [...new Set(all)];
  const margins = new Map(hosts.map((one) => [one, Math.max(0, ...hosts.map((other) => clocks.between(one, other)))]));
  return all.map((clock) => margins.get(clock) ?? 0);
}

/** Identifies a foreign message among the deliveries that a slot holds: below 0, so that it is not a task. */
const foreignKey = ({ tag }: ShardReader): number => -1 - tag;
