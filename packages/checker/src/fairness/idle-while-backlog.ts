// Idle time of workers while tasks wait: the cost of an unfair dispatch. Sweeps all shards in the order of time. A slot
// counts from the registration of its consumer to the end of its process, except while a fault freezes it.
import { slotsOfProcess } from "@fairhare/workload";
import { EventKind, FailureOutcome, type ShardReader } from "@fairhare/protocol";
import { type Checker, oncePerHistory } from "../checker.ts";
import type { WorkerTrace } from "../history/tasks/executions.ts";
import type { FrozenSpans } from "../history/faults/frozen-spans.ts";
import { mergeByTime, type Source } from "./merge-by-time.ts";
import { Outcome, outcomesOf } from "../ledger/outcome.ts";
import { measurementOf } from "../run/makespan.ts";
import { FleetState } from "./fleet-state.ts";

/**
 * ∫ Σ over slots of (free places of the slot, if a task waits outside its own buffer) dt, in nanoseconds; null without
 * work or without a completion. Lost, unknown, returned and nacked tasks do not count as waiting, because the history
 * does not show when they were in the queue.
 */
export const idleWhileBacklog: Checker<number | null> = (history, settings) => idleTime(history, settings).area;

interface IdleTime {
  /** Nanoseconds; null as above. */
  readonly area: number | null;
  /** Nanoseconds: how much the errors of the hosts' clocks can change it; 0 on one host. */
  readonly error: number;
}

/** A change of the number of idle places by n whose time is wrong by e changes the integral by n · e. */
export const idleTime: Checker<IdleTime> = oncePerHistory((history, settings) => {
  const { start: from, end: to, makespan } = measurementOf(history, settings);
  if (settings.trial.work === "none" || makespan === null) return { area: null, error: 0 };
  const { producers, workers } = history.shards;
  const { traces, slots: tally } = history.executions;
  const { frozen, clocks } = history;
  const { slots } = tally;
  const outcomes = outcomesOf(history, settings);
  const fleet = new FleetState(slots, settings.trial.workerConcurrency, outcomes.length);
  const sources: Source[] = [
    ...producers.map((shard) => ({ shard, endedAt: null })),
    ...workers.map((shard, index) => ({ shard, endedAt: traces[index]?.exitedAt ?? null })),
  ];
  const freezes = freezesOf(frozen, slots);
  let freeze = 0;
  let area = 0;
  let changes = 0;
  let now = from;
  const sweepTo = (at: number): void => {
    const until = Math.min(at, to);
    if (until > now) {
      area += fleet.idleRate() * (until - now);
      now = until;
    }
  };
  mergeByTime(sources, (index, at, ended) => {
    for (let next = freezes[freeze]; next !== undefined && next.at <= at; next = freezes[++freeze]) {
      sweepTo(next.at);
      fleet.setFrozen(next.slot, next.isFrozen);
    }
    sweepTo(at);
    const before = clocks.largest > 0 && at < to ? fleet.idleRate() : null;
    if (index < producers.length) publish(producers[index] as ShardReader);
    else if (ended) end(traces[index - producers.length]);
    else work(workers[index - producers.length] as ShardReader);
    if (before !== null) changes += Math.abs(fleet.idleRate() - before);
  });
  return { area, error: changes === 0 ? 0 : changes * clocks.largest };

  function publish(record: ShardReader): void {
    if (record.kind === EventKind.attempted && waitsForWork(outcomes[record.task])) fleet.enqueue(record.task);
  }

  function work(record: ShardReader): void {
    const { slot, task } = record;
    if (slot < 1 || slot > slots) return;
    switch (record.kind) {
      case EventKind.consuming:
        fleet.arrive(slot);
        break;
      case EventKind.delivered:
        fleet.arrive(slot);
        // A delivery follows its publish, even if the clocks of two hosts show them in the other order.
        if (waitsForWork(outcomes[task])) fleet.enqueue(task);
        fleet.buffer(task, slot);
        break;
      case EventKind.started:
        fleet.begin(task, slot);
        break;
      case EventKind.completed:
        fleet.finish(task, slot, false);
        break;
      case EventKind.failed:
        fleet.finish(task, slot, RETURNED.has(record.detail));
        break;
      default:
    }
  }

  function end(trace: WorkerTrace | undefined): void {
    for (const { slot, task } of trace?.unfinished ?? []) fleet.requeue(task, slot);
    for (const slot of trace ? slotsOfProcess(trace.process, settings.trial) : []) fleet.leave(slot);
  }
});

/** A task that was lost with its crashed worker never counts as waiting. */
const RETURNED: ReadonlySet<number> = new Set([FailureOutcome.requeued, FailureOutcome.crashed]);

interface FreezeChange {
  readonly at: number;
  readonly slot: number;
  readonly isFrozen: boolean;
}

/** Beginnings and ends of the spans, in the order of time. */
function freezesOf(frozen: FrozenSpans, slots: number): FreezeChange[] {
  return [...frozen.slots]
    .filter(([slot]) => slot <= slots)
    .flatMap(([slot, spans]) =>
      spans.flatMap((span) => [
        { at: span.from, slot, isFrozen: true },
        { at: span.to, slot, isFrozen: false },
      ]),
    )
    .toSorted((a, b) => a.at - b.at);
}

const waitsForWork = (outcome: number | undefined): boolean =>
  outcome === Outcome.completed ||
  outcome === Outcome.deadLettered ||
  outcome === Outcome.dropped ||
  outcome === Outcome.remaining;
