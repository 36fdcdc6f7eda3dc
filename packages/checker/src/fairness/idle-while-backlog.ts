// How long workers sat idle while work was waiting: the cost of an unfair dispatch. Sweeps all shards in the
// order of time. A slot counts from the moment it consumes to the end of its process: the dead are not idle, and
// neither is a process that was frozen on purpose.
import type { FrozenSpans } from "../history/frozen-spans.ts";
import { slotsOfProcess, type TrialSettings } from "@fairhare/workload";
import { EventKind, FailureOutcome, type ShardReader } from "@fairhare/protocol";
import type { WorkerTrace } from "../history/executions.ts";
import { mergeByTime, type Source } from "../history/merge-by-time.ts";
import { Outcome } from "../ledger/outcome.ts";
import { FleetState } from "./fleet-state.ts";

export interface IdleInput {
  readonly producers: readonly ShardReader[];
  readonly workers: readonly ShardReader[];
  readonly traces: readonly WorkerTrace[];
  readonly outcomes: Uint8Array;
  readonly frozen: FrozenSpans;
  /** All slots of the run, those of workers that joined among them. */
  readonly slots: number;
  readonly settings: Pick<TrialSettings, "workers" | "workersPerProcess" | "workerConcurrency">;
  /** Nanoseconds. */
  readonly from: number;
  readonly to: number;
}

/**
 * ∫ Σ over slots of (free places of the slot, if a task waits outside its own buffer) dt, in nanoseconds.
 * Tasks that never reached the queue, or left it unseen (lost, unknown, returned, nacked), do not wait.
 */
export function idleWhileBacklog(input: IdleInput): number {
  const { producers, workers, traces, outcomes, frozen, slots, settings, from, to } = input;
  const fleet = new FleetState(slots, settings.workerConcurrency, outcomes.length);
  const sources: Source[] = [
    ...producers.map((shard) => ({ shard, endedAt: null })),
    ...workers.map((shard, index) => ({ shard, endedAt: traces[index]?.exitedAt ?? null })),
  ];
  const freezes = freezesOf(frozen, slots);
  let freeze = 0;
  let area = 0;
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
    if (index < producers.length) publish(producers[index] as ShardReader);
    else if (ended) end(traces[index - producers.length]);
    else work(workers[index - producers.length] as ShardReader);
  });
  return area;

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
        fleet.buffer(task, slot);
        break;
      case EventKind.started:
        fleet.begin(task, slot);
        break;
      case EventKind.completed:
        fleet.finish(task, slot, false);
        break;
      case EventKind.failed:
        fleet.finish(task, slot, record.detail === FailureOutcome.requeued);
        break;
      default:
    }
  }

  function end(trace: WorkerTrace | undefined): void {
    for (const { slot, task } of trace?.unfinished ?? []) fleet.giveBack(task, slot);
    for (const slot of trace ? slotsOfProcess(trace.process, settings) : []) fleet.leave(slot);
  }
}

interface FreezeChange {
  readonly at: number;
  readonly slot: number;
  readonly isFrozen: boolean;
}

/** Beginnings and ends, in the order of time. */
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
