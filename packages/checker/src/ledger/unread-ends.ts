// Tasks whose end may be in records that were not read: a worker on a lost host may have completed them.
import { queueOfTask, queuesOfSlot, slotsOfProcess } from "@fairhare/workload";
import type { Checker } from "../checker.ts";
import { Attempt } from "../history/tasks/attempt-table.ts";
import { hitsBroker } from "../history/faults/occurrence.ts";
import type { UnreadProcess } from "../history/unread.ts";
import { Work } from "../history/tasks/work-table.ts";

/**
 * RabbitMQ closes a silent connection after two heartbeats; a third one allows for its timers. This is waited for however the
 * agent's connection ended: a reset can come from a proxy or a firewall, while the host is frozen or cut off with its
 * connections to the broker open, and RabbitMQ delivers to these until it misses their heartbeats. A depth with fewer consumers
 * does not end it earlier, because other consumers come and go at the same time.
 */
const HEARTBEATS_OF_SILENCE = 3;

/**
 * Whether a missing task may have been completed in a part of the history that was not read; null if everything was read.
 * It may, unless it was published after the last such worker had ended, or its queue has none of these workers, or its
 * message was gone before their unread parts began.
 */
export const mayEndUnread: Checker<((task: number) => boolean) | null> = (history, { trial }) => {
  const { unread, attempts, executions, occurrences, clocks } = history;
  if (unread.workers.length === 0) return null;
  const { table: attempted } = attempts;
  const { table: work, traces } = executions;
  /** A task that may be on either side of a moment, as far as the clocks of the hosts show, may have been completed. */
  const margin = clocks.largest;
  const isTransient = trial.queueType === "classic" && !(trial.queueDurable && trial.persistent);
  const workers = unread.workers.map((worker) => {
    const { process, incarnation } = worker.span;
    const index = traces.findIndex((trace) => trace.process === process && trace.incarnation === incarnation);
    const slots = slotsOfProcess(process, trial);
    return {
      index,
      to: deafFrom(worker, trial.heartbeatSeconds),
      queues: new Set(slots.flatMap((slot) => queuesOfSlot(slot, trial))),
      unfinished: new Set((traces[index]?.unfinished ?? []).map(({ task }) => task)),
      emptiedAt: isTransient ? emptiedBefore(worker) : -Infinity,
    };
  });
  return (task) => workers.some((worker) => mayHaveCompleted(worker, task));

  function mayHaveCompleted({ index, to, queues, unfinished, emptiedAt }: (typeof workers)[number], task: number) {
    if (unfinished.has(task)) return true;
    if (!queues.has(queueOfTask(task, trial)) || attempted.attemptedAt(task) > to + margin) return false;
    const wasDelivered = work.is(task, Work.delivered);
    // The broker forgets such a message when it sends it, so it sent this one to nobody else.
    if (trial.ack === "auto" && wasDelivered && !attempted.is(task, Attempt.republished))
      return work.lastShard[task] === index && !work.is(task, Work.abandonedLast);
    const lastSeenAt = Math.max(attempted.lastAt[task] ?? 0, wasDelivered ? (work.lastDeliveredAt[task] ?? 0) : 0);
    return lastSeenAt >= emptiedAt - margin;
  }

  /**
   * A fault of the broker emptied the queue, and the worker noticed it before its unread part began: it has read all that
   * the broker had sent to it before. The beginning of the last such fault; −Infinity without one.
   */
  function emptiedBefore({ span, from }: UnreadProcess): number {
    const trace = traces.find(
      ({ process, incarnation }) => process === span.process && incarnation === span.incarnation,
    );
    const noticedAt = trace?.lastBrokenAt ?? -Infinity;
    const faults = occurrences.filter(
      (fault) =>
        hitsBroker(fault) &&
        fault.healedAt !== null &&
        fault.healedAt <= from - margin &&
        (noticedAt >= fault.beganAt + margin || span.spawnedAt >= fault.healedAt),
    );
    return Math.max(...faults.map(({ beganAt }) => beganAt), -Infinity);
  }
};

/** From then on the broker can have sent nothing to the worker. A frozen host keeps its connection until it misses its heartbeats. */
function deafFrom({ span, to }: UnreadProcess, heartbeatSeconds: number): number {
  const lostAt = span.exit?.at ?? Infinity;
  return heartbeatSeconds === 0 ? Infinity : Math.max(to, lostAt + HEARTBEATS_OF_SILENCE * heartbeatSeconds * 1e9);
}
