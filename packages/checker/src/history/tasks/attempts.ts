// Reads the producers' shards once: attempts and answers by task, and confirm latency.
import { EventFlag, EventKind, type ShardReader } from "@fairhare/protocol";
import { LatencyRecorder } from "../latency-recorder.ts";
import { openTrace, type ProcessTrace, type TraceContext, traceRecord } from "../process-trace.ts";
import { AttemptTable, Attempt } from "./attempt-table.ts";

export interface Attempts {
  readonly table: AttemptTable;
  /** One per shard; `AttemptTable.shard` is an index into it. */
  readonly traces: readonly ProcessTrace[];
  readonly confirm: LatencyRecorder;
  /** Number of repeated attempts: the broker did not answer the first one. */
  readonly reattempted: number;
  readonly firstConfirmedAt: number;
  readonly lastConfirmedAt: number;
}

export function readAttempts(shards: readonly ShardReader[], contextOf: (producer: number) => TraceContext): Attempts {
  const table = new AttemptTable();
  const confirm = new LatencyRecorder();
  let reattempted = 0;
  let firstConfirmedAt = Infinity;
  let lastConfirmedAt = -Infinity;
  const traces = shards.map((shard, index) => readShard(shard, index));
  return { table, traces, confirm, reattempted, firstConfirmedAt, lastConfirmedAt };

  function readShard(shard: ShardReader, index: number): ProcessTrace {
    const trace = openTrace(shard);
    const context = contextOf(trace.process);
    /** Attempted tasks that are not yet known to be handed to the socket. */
    const pending: number[] = [];
    let pendingCount = 0;
    const hand = (): void => {
      for (let i = 0; i < pendingCount; i++) table.mark(pending[i] ?? 0, Attempt.handed);
      pendingCount = 0;
    };
    shard.rewind();
    while (shard.next()) {
      const { task, at } = shard;
      switch (shard.kind) {
        case EventKind.attempted:
          if (!table.isPossible(task)) trace.foreign++;
          else if (table.has(task)) {
            reattempted++;
            table.republish(task, at, index);
            pending[pendingCount++] = task;
          } else {
            const heavy = (shard.flags & EventFlag.heavy) !== 0;
            table.attempt(task, at, shard.other, shard.detail, heavy, index);
            pending[pendingCount++] = task;
          }
          break;
        case EventKind.handed:
          hand();
          break;
        case EventKind.confirmed:
          if (!table.has(task)) trace.foreign++;
          else if (!table.is(task, Attempt.confirmed)) {
            table.mark(task, Attempt.confirmed);
            confirm.record(at - (table.lastAt[task] ?? 0));
            if (at < firstConfirmedAt) firstConfirmedAt = at;
            if (at > lastConfirmedAt) lastConfirmedAt = at;
          }
          break;
        case EventKind.nacked:
        case EventKind.returned:
          if (!table.has(task)) trace.foreign++;
          else table.mark(task, shard.kind === EventKind.nacked ? Attempt.nacked : Attempt.returned);
          break;
        case EventKind.processed:
        case EventKind.closed:
          hand();
          traceRecord(trace, shard, context);
          break;
        case EventKind.disconnected:
          // The history does not show whether the pending publishes left the socket, so they stay unknown.
          pendingCount = 0;
          traceRecord(trace, shard, context);
          break;
        default:
          traceRecord(trace, shard, context);
      }
      if (at > trace.lastAt) trace.lastAt = at;
    }
    return trace;
  }
}
