// The latencies of single steps of a task that count: those that began after the warm-up. Without a warm-up, they are those that
// reading the history recorded; otherwise the shards are read again, because the end of a detected warm-up is known only afterwards.
import { EventKind, type ShardReader } from "@fairhare/protocol";
import { type Checker, oncePerHistory } from "../checker.ts";
import { Attempt } from "../history/tasks/attempt-table.ts";
import type { History } from "../history/history.ts";
import { LatencyRecorder } from "../history/latency-recorder.ts";
import { measuredFrom } from "./warm-up.ts";

export interface StepLatencies {
  readonly bufferWait: LatencyRecorder;
  readonly work: LatencyRecorder;
  readonly confirm: LatencyRecorder;
}

export const measuredSteps: Checker<StepLatencies> = oncePerHistory((history, settings) => {
  const from = measuredFrom(history, settings);
  const { bufferWait, work } = history.executions;
  if (from === -Infinity) return { bufferWait, work, confirm: history.attempts.confirm };
  return { ...stepsOfWorkers(history, settings.trial.work !== "none", from), confirm: confirmsFrom(history, from) };
});

/** Counts deliveries and works that began at `from` or later. */
function stepsOfWorkers(
  { shards, executions, attempts }: Pick<History, "shards" | "executions" | "attempts">,
  works: boolean,
  from: number,
): Omit<StepLatencies, "confirm"> {
  const bufferWait = new LatencyRecorder();
  const work = new LatencyRecorder();
  /** 0 before the first delivery. */
  const deliveredAt = new Float64Array(executions.table.last + 1);
  const begin = (task: number, at: number): void => {
    const delivered = deliveredAt[task] ?? 0;
    if (task > 0 && delivered > 0 && delivered >= from) bufferWait.record(at - delivered);
  };
  for (const shard of shards.workers)
    eachRecord(shard, ({ kind, task, at, other }) => {
      if (kind === EventKind.delivered) deliveredAt[task] = at;
      else if (kind === EventKind.started) begin(task, at);
      else if (kind === EventKind.completed) {
        if (other >= from) work.record(at - other);
        // Without work there is no record of its start.
        if (!works && attempts.table.has(task)) begin(task, other);
      }
    });
  return { bufferWait, work };
}

/** The first confirms of publishes at `from` or later. */
function confirmsFrom(
  { shards, attempts: { table } }: Pick<History, "shards" | "attempts">,
  from: number,
): LatencyRecorder {
  const confirm = new LatencyRecorder();
  /** 0 before the first publish, −1 after the confirm. */
  const publishedAt = new Float64Array(table.last + 1);
  for (const shard of shards.producers)
    eachRecord(shard, ({ kind, task, at }) => {
      const published = publishedAt[task] ?? 0;
      if (kind === EventKind.attempted && published >= 0) publishedAt[task] = at;
      if (kind !== EventKind.confirmed || published <= 0 || !table.is(task, Attempt.confirmed)) return;
      if (published >= from) confirm.record(at - published);
      publishedAt[task] = -1;
    });
  return confirm;
}

function eachRecord(shard: ShardReader, read: (record: ShardReader) => void): void {
  shard.rewind();
  while (shard.next()) read(shard);
}
